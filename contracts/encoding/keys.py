"""What a key is. Making, keeping and rotating keys is the warehouse's part."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SecretKey:
    """A 256-bit key by its id; the key itself shows in no log, message or traceback."""

    key_id: str
    hex: str = field(repr=False)  # 64 hexadecimal characters; the text itself is the HMAC key
