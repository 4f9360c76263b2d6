"""Make the short films that stand for the recordings of simulated sessions.

Run by hand with ffmpeg on the path: `python -m meetings_server.clips.make_clips`.
The results are committed, so nothing else in the project needs ffmpeg.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
TILE_WIDTH, TILE_HEIGHT, FACE = 224, 114, 56
BACKGROUND = "0x1b2230"


@dataclass(frozen=True)
class Clip:
    name: str
    seconds: int
    frames_per_second: int
    tile_colours: tuple[str, ...]
    has_sound: bool = False


CLIPS = (
    Clip("0012", 12, 8, ("0x3e6c8f", "0x6b8f71"), has_sound=True),
    Clip("0038", 38, 6, ("0x4f6d8a", "0x8a6f5a", "0x5f7f6e"), has_sound=True),
    Clip("0180", 180, 4, ("0x5b6fa0", "0x7a5f86", "0x4f8288", "0x8c7350")),
    Clip("0540", 540, 2, ("0x42708c", "0x7d6a94", "0x64875f")),
    Clip("1440", 1440, 1, ("0x52688f", "0x8a5f64", "0x4d8078", "0x857a55")),
)


def face_source(colour: str, rate: int) -> str:
    """A round, pale face: drawn once, then repeated as a still."""
    inside = f"lte(hypot(X-{FACE}/2,Y-{FACE}/2),{FACE}/2-1)"
    return (
        f"color=c={colour}:s={FACE}x{FACE}:r={rate}:d={1 / rate},format=rgba,"
        f"geq=r='r(X,Y)*0.45+140':g='g(X,Y)*0.45+140':b='b(X,Y)*0.45+140':a='255*{inside}',"
        f"loop=loop=-1:size=1"
    )


def tile_position(index: int, tiles: int) -> tuple[int, int]:
    column, row = index % 2, index // 2
    is_alone_in_last_row = tiles % 2 == 1 and index == tiles - 1
    left = (480 - TILE_WIDTH) // 2 if is_alone_in_last_row else 12 + column * (TILE_WIDTH + 8)
    top = 66 if tiles <= 2 else 12 + row * (TILE_HEIGHT + 8)
    return left, top


def filter_graph(clip: Clip) -> str:
    """Tiles with a face that sways a little, and a running clock below them."""
    rate, tiles = clip.frames_per_second, len(clip.tile_colours)
    chain = [f"color=c={BACKGROUND}:s=480x270:r={rate}:d={clip.seconds},format=yuv420p[stage0]"]
    for index, colour in enumerate(clip.tile_colours):
        left, top = tile_position(index, tiles)
        sway = f"{left + (TILE_WIDTH - FACE) // 2}+6*sin(t*0.7+{index * 2})"
        bob = f"{top + (TILE_HEIGHT - FACE) // 2}+4*sin(t*1.1+{index * 3})"
        chain += [
            f"{face_source(colour, rate)}[face{index}]",
            f"[stage{index}]drawbox=x={left}:y={top}:w={TILE_WIDTH}:h={TILE_HEIGHT}"
            f":color={colour}:t=fill[tile{index}]",
            f"[tile{index}][face{index}]overlay=x='{sway}':y='{bob}':shortest=1[stage{index + 1}]",
        ]
    chain.append(
        f"[stage{tiles}]drawtext=font='DejaVu Sans Mono':text='%{{pts\\:hms}}':fontcolor=0xdfe6ef"
        f":fontsize=15:x=(w-text_w)/2:y=h-24,format=yuv420p[video]"
    )
    return ";".join(chain)


def sound_arguments(clip: Clip) -> list[str]:
    if not clip.has_sound:
        return []
    tone = f"sine=f=196:r=16000:d={clip.seconds},tremolo=f=0.3:d=0.8,volume=0.06"
    return ["-f", "lavfi", "-i", tone, "-map", "0:a", "-c:a", "aac", "-b:a", "12k", "-ac", "1"]


def make(clip: Clip, ffmpeg: str) -> Path:
    path = FOLDER / f"{clip.name}.mp4"
    command = [ffmpeg, "-y", "-loglevel", "error", *sound_arguments(clip)]
    command += ["-filter_complex", filter_graph(clip), "-map", "[video]", "-t", str(clip.seconds)]
    command += ["-c:v", "libx264", "-profile:v", "main", "-preset", "veryslow", "-crf", "32"]
    command += ["-g", str(clip.frames_per_second * 10), "-movflags", "+faststart"]
    command += ["-map_metadata", "-1", "-fflags", "+bitexact", str(path)]
    subprocess.run(command, check=True)  # noqa: S603 - a fixed command on our own data
    return path


def main() -> None:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise SystemExit("ffmpeg is not on the path: install it to make the clips again.")
    for clip in CLIPS:
        make(clip, ffmpeg)


if __name__ == "__main__":
    main()
