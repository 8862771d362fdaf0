"""What is refused before anything is served."""

import pytest

from companion.cli.main import main
from companion.errors import CompanionError, SettingError
from companion.ui.server import listen


def test_a_port_in_use_is_said() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CompanionError, match=f"127.0.0.1:{port}") as said:
            listen("127.0.0.1", port)
    assert "占用" in said.value.zh
    assert not isinstance(said.value, SettingError)  # the command ends with 1, not 2


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_the_demo_opens_on_this_machine_alone(host: str) -> None:
    with pytest.raises(SettingError, match="示例"):
        listen(host, 0, demo=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_demo_opens_on_this_machine(host: str) -> None:
    with listen(host, 0, demo=True) as listening:
        assert listening.getsockname()[0] in ("127.0.0.1", "::1")


def test_the_command_says_so_and_ends_with_the_right_status(capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as taken:
        assert main(["serve", "--host", "127.0.0.1", "--port", str(taken.getsockname()[1])]) == 1
        assert "--port" in capsys.readouterr().err
    assert main(["serve", "--demo", "--host", "0.0.0.0"]) == 2
    assert "127.0.0.1" in capsys.readouterr().err
    assert main(["serve", "--port", "70000"]) == 2
    assert "70000" in capsys.readouterr().err


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(CompanionError, match=r"999\.0\.0\.1") as said:
        listen("999.0.0.1", 0)
    assert "占用" not in said.value.zh
