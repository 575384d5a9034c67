"""What kind of sound some bytes are, by how they begin. Pure."""

MOST_BYTES = 1024 * 1024
BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash"}


def media_type(sound: bytes) -> str:
    """MP3, Ogg, WebM or MPEG-4; an empty string for anything else."""
    if sound[:4] == b"OggS":
        return "audio/ogg"
    if sound[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in sound[:64]:
        return "audio/webm"
    if sound[4:8] == b"ftyp" and sound[8:12] in BRANDS:
        return "audio/mp4"
    is_frame = len(sound) > 3 and sound[0] == 0xFF and sound[1] & 0xE6 == 0xE2  # layer III
    return "audio/mpeg" if sound[:3] == b"ID3" or is_frame else ""
