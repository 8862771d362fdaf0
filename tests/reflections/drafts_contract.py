"""What every place for drafts promises."""

import datetime as dt

from companion.reflections.drafts import Drafts

DAY = dt.date(2026, 3, 4)


class DraftsContract:
    def test_the_last_text_of_a_member_and_day_stands(self, drafts: Drafts) -> None:
        drafts.put("member", DAY, "一")
        drafts.put("member", DAY, "一二\n“三”")
        drafts.put("other", DAY, "四")
        drafts.put("member", DAY + dt.timedelta(days=1), "五")
        assert drafts.get("member", DAY) == "一二\n“三”"
        assert drafts.get("nobody", DAY) == ""

    def test_what_is_emptied_or_forgotten_is_gone(self, drafts: Drafts) -> None:
        for name in ("member", "other"):
            for n in range(2):
                drafts.put(name, DAY + dt.timedelta(days=n), "一")
        drafts.put("member", DAY, "")
        drafts.put("member", DAY, "")
        assert drafts.get("member", DAY) == ""
        drafts.forget("member")
        assert drafts.get("member", DAY + dt.timedelta(days=1)) == ""
        assert drafts.get("other", DAY) == "一"
