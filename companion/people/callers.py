"""Who is asking, and whether they may: a username looked up, and the permission asked."""

from companion.errors import NotFound
from companion.people.directory import Directory
from companion.people.members import Branch, Member
from companion.people.permissions import OPERATOR, require_manage, require_ready


class Callers:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def actor(self, username: str) -> Member:
        """Somebody who may do anything at all. Raises NotFound, NotAllowed."""
        member = self._directory.member(username)
        require_ready(member)
        return member

    def branch(self, id: str) -> Branch:
        return self._directory.branch(id)

    def name(self, username: str) -> str:
        """What the person is called; the username where there is no such account any more."""
        try:
            return self._directory.member(username).name
        except NotFound:
            return username

    def manager(self, username: str, branch: str | None = None) -> tuple[Member, Branch]:
        """Somebody who looks after the branch (by default their own), and the branch. Raises NotFound, NotAllowed."""
        member = self.actor(username)
        id = member.branch if branch is None else branch
        require_manage(member, id)
        return member, self._directory.branch(id)


class Console(Callers):
    """For the command line alone: who asks under the operator's name sits at the machine itself."""

    def actor(self, username: str) -> Member:
        return OPERATOR if username == OPERATOR.username else super().actor(username)
