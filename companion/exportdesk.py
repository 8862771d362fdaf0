"""The desk of exports: what is recorded of people, given out as files for themselves and for other programs.

The part of Study that has to do with them: every method is given an ``actor`` (a username) and first asks whether they may.
"""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from companion.attachments import AttachmentStore
from companion.errors import UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory, fold_username
from companion.people.members import Member
from companion.people.permissions import require_admin
from companion.records.deeds import KINDS as DEEDS
from companion.records.deeds import practices_of
from companion.records.events import Ledger
from companion.records.export import SheetWriter
from companion.records.personal import ABOUT, personal, personal_sheets
from companion.records.xapi import KINDS, NOWHERE, Teller, as_array, statements
from companion.reflections.reflections import Visibility

LONGEST = 400  # days


class ExportDesk:
    """Safe to share between threads. ``key`` gives the installation's secret for codes and ids of statements."""

    def __init__(
        self,
        callers: Callers,
        directory: Directory,
        ledger: Ledger,
        attachments: AttachmentStore,
        write_sheets: SheetWriter,
        key: Callable[[], bytes],
    ) -> None:
        self._callers = callers
        self._directory = directory
        self._ledger = ledger
        self._attachments = attachments
        self._write_sheets = write_sheets
        self._key = key

    def document(self, actor: str, username: str) -> dict[str, Any]:
        """All that is recorded of a member; see records.personal. For the member, and for an admin without what is private."""
        member, themselves = self._of(actor, username)
        own = self._ledger.events(member=member.username)
        return personal(member, self._directory.branch(member.branch), own, self._ledger.events(kinds=ABOUT), themselves=themselves)

    def personal(self, actor: str, username: str, language: str = "zh") -> bytes:
        """The same as a zip file: the document as JSON, a spreadsheet to read, what is attached to practices, and what was done as
        xAPI statements, under the username.
        """
        document = self.document(actor, username)
        member, themselves = self._of(actor, username)
        practices = practices_of(self._ledger.events(member=member.username, kinds=DEEDS)).values()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=1))
            archive.writestr("data.xlsx", self._write_sheets(personal_sheets(document, language)))
            done = statements(self._ledger.events(member=member.username, kinds=KINDS), Teller(NOWHERE, self._key(), names=True))
            archive.writestr("xapi.json", b"".join(as_array(done)))
            for practice in practices:
                if not themselves and practice.visibility is Visibility.PRIVATE:
                    continue
                for one in practice.deed.files:
                    if (data := self._attachments.get(one.digest)) is not None:
                        archive.writestr(f"files/{practice.id}-{one.digest[:8]}-{one.name}", data)
        return out.getvalue()

    def statements(
        self, actor: str, branch: str, first: dt.date, last: dt.date, *, home: str = NOWHERE, names: bool = False
    ) -> Iterator[dict[str, Any]]:
        """What was done in the branch on those days as xAPI statements, each made when it is asked for; see records.xapi. Admin only.

        Under codes, unless ``names`` are wanted. Raises UsageError for days that are backwards or more than LONGEST.
        """
        require_admin(self._callers.actor(actor))
        found = self._callers.branch(branch)
        if not first <= last or (last - first).days > LONGEST:
            raise UsageError(f"日期应先后有序，最多 {LONGEST} 天。", f"The days should be in order, and at most {LONGEST}.")
        events = self._ledger.events(branch=found.id, kinds=KINDS, first=first, last=last)
        return statements(events, Teller(home, self._key(), names))

    def _of(self, actor: str, username: str) -> tuple[Member, bool]:
        """The member, and whether they ask themselves. Raises NotAllowed for others than an admin, NotFound."""
        asking = self._callers.actor(actor)
        if asking.username != fold_username(username):
            require_admin(asking)
        member = self._directory.member(username)
        return member, asking.username == member.username
