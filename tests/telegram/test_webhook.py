"""The webhook: behind a proxy that ends TLS, and with a certificate of one's own."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.config import Telegram
from bot.telegram_intake import Webhook
from handlers.state import State
from tests.telegram.fake import Fault, on_loop

Run = Callable[..., Any]
QUESTION = "tỷ lệ hộ nghèo Bình Lục 2021?"
SECRET = "s3cret_-"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate_in(folder: Path) -> dict[str, Path]:
    """Write a self-signed certificate for 127.0.0.1 and its key; return the settings for them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "webhook.pem", folder / "webhook.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return {"webhook_certificate": certificate, "webhook_key": secret}


def states(state: State) -> list[str]:
    return [str(row[0]) for row in state.db.execute("SELECT state FROM updates ORDER BY rowid").fetchall()]


@on_loop
async def test_behind_a_proxy_an_update_is_kept_before_yes_is_said(stage: Run) -> None:
    port = free_port()
    settings = {
        "webhook_url": f"https://bot.example.vn/hook-{port}",
        "webhook_port": port,
        "webhook_secret": SECRET,
    }
    async with stage(telegram=settings) as at:
        await at.fake.until(lambda: at.fake.webhook)
        assert at.fake.webhook["secret_token"] == SECRET
        assert "certificate" not in at.fake.of("setWebhook")[0].files
        at.fake.webhook["_reach"] = f"http://127.0.0.1:{port}/hook-{port}"
        update = at.fake.says(7, QUESTION)
        assert await at.fake.post_webhook(update, secret="wrong") == 403
        assert await at.fake.post_webhook(update, secret="") == 403
        assert await at.fake.post_webhook({"no": "update"}) == 400
        assert await at.fake.post_webhook(update) == 200
        assert await at.fake.post_webhook(update) == 200
        await at.fake.answers(1)
        await at.fake.until(lambda: states(at.state) == ["done"])
        assert len(at.fake.said) == 1
        at.fake.webhook["_reach"] = f"http://127.0.0.1:{port}/elsewhere"
        assert await at.fake.post_webhook(update) == 404
        await at.channel.check_webhook()
        assert not at.fake.of("getUpdates")


@on_loop
async def test_a_certificate_of_ones_own_is_shown_and_handed_to_telegram(stage: Run, tmp_path: Path) -> None:
    port = free_port()
    own = certificate_in(tmp_path)
    settings = {
        "webhook_url": f"https://127.0.0.1:{port}/tg",
        "webhook_port": port,
        "webhook_secret": SECRET,
        **own,
    }
    async with stage(telegram=settings) as at:
        await at.fake.until(lambda: at.fake.webhook)
        _name, content = at.fake.of("setWebhook")[0].files["certificate"]
        assert content == own["webhook_certificate"].read_bytes()
        assert b"PRIVATE" not in content
        trusted = tmp_path / "as-telegram-has-it.pem"
        trusted.write_bytes(content)
        at.fake.webhook["_certificate"] = str(trusted)
        at.fake.webhook["_reach"] = f"https://127.0.0.1:{port}/tg"
        update = at.fake.says(7, QUESTION)
        assert await at.fake.post_webhook(update, secret="wrong") == 403
        assert await at.fake.post_webhook(update) == 200
        texts = await at.fake.answers(1)
        assert "2,25%" in texts[0]


def test_a_certificate_that_cannot_be_read_is_a_clear_error(tmp_path: Path) -> None:
    own = certificate_in(tmp_path)
    for broken in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        (tmp_path / "empty.pem").write_text("no certificate")
        config = Telegram(token="1:x", webhook_certificate=broken, webhook_key=own["webhook_key"])
        with pytest.raises((OSError, ssl.SSLError)):
            Webhook(config, SECRET, "/tg", lambda _updates: None)  # type: ignore[arg-type, return-value]


@on_loop
async def test_a_webhook_that_telegram_cannot_reach_counts_as_silence(stage: Run) -> None:
    port = free_port()
    async with stage(telegram={"webhook_url": "https://bot.example.vn/tg", "webhook_port": port}) as at:
        await at.fake.until(lambda: at.fake.webhook)
        before = at.channel.last_good
        at.fake.webhook["url"] = "https://somebody.example.vn/tg"
        await at.channel.check_webhook()
        assert at.channel.last_good == before
        at.fake.webhook["url"] = "https://bot.example.vn/tg"
        await at.channel.check_webhook()
        assert at.channel.last_good > before
        before = at.channel.last_good
        at.fake.faults.append(Fault("getWebhookInfo", code=502, description="Bad Gateway"))
        await at.channel.check_webhook()
        assert at.channel.last_good == before
