"""What every SessionStore promises. A subclass gives the fixture ``store``, empty."""

import datetime as dt
import threading

from companion.people.sessions import Session, SessionStore, Tries

NOW = dt.datetime(2026, 9, 1, 8, 0, 0, 123456, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def session(token_hash: str, username: str = "linmo", ends: dt.datetime = NOW + HOUR) -> Session:
    return Session(token_hash, username, NOW, ends)


def never(_: Tries) -> float:
    return 0.0


class SessionStoreContract:
    def test_gives_back_what_was_opened_until_it_is_closed(self, store: SessionStore) -> None:
        store.open(session("a"))
        store.open(session("b", "hanxue"))
        assert store.session("a") == session("a")
        store.close("a")
        store.close("never there")
        assert store.session("a") is None
        assert store.session("b") == session("b", "hanxue")

    def test_closes_all_of_one_person(self, store: SessionStore) -> None:
        for token_hash in "abc":
            store.open(session(token_hash))
        store.open(session("d", "hanxue"))
        store.close_all("linmo")
        assert [store.session(token_hash) is None for token_hash in "abcd"] == [True, True, True, False]

    def test_counts_tries_in_a_row_until_they_are_forgotten(self, store: SessionStore) -> None:
        assert store.tries("name:x") is None
        for number in range(1, 4):
            assert store.count_try("name:x", NOW + number * HOUR, never) == 0
            assert store.tries("name:x") == Tries(number, NOW + number * HOUR)
        assert store.tries("name:y") is None
        store.forget_tries("name:x")
        assert store.tries("name:x") is None

    def test_a_try_that_has_to_wait_is_not_counted(self, store: SessionStore) -> None:
        store.count_try("name:x", NOW, never)
        assert store.count_try("name:x", NOW + HOUR, lambda tries: 7.5 * tries.count) == 7.5
        assert store.tries("name:x") == Tries(1, NOW)

    def test_no_two_tries_slip_in_together(self, store: SessionStore) -> None:
        """However many come at once, no more are let in than the limit says."""
        waits: list[float] = []

        def attempt() -> None:
            waits.append(store.count_try("name:x", NOW, lambda tries: 30.0 if tries.count >= 5 else 0.0))

        threads = [threading.Thread(target=attempt) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(waits) == [0.0] * 5 + [30.0] * 15

    def test_clears_what_has_run_out(self, store: SessionStore) -> None:
        store.open(session("old", ends=NOW))
        store.open(session("new", ends=NOW + HOUR))
        store.count_try("name:old", NOW - HOUR, never)
        store.count_try("name:new", NOW, never)
        store.clear(sessions_ended_by=NOW, tries_before=NOW)
        assert (store.session("old"), store.session("new")) == (None, session("new"))
        assert (store.tries("name:old"), store.tries("name:new")) == (None, Tries(1, NOW))
