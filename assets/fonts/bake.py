"""Builds the program's fonts from the Debian packages fonts-inter and fonts-jetbrains-mono.

The toolkit cannot switch OpenType features on, and Inter's default figures are
proportional, so columns of numbers would not align. This script points the
figures and the arithmetic signs at Inter's tabular glyphs once and for all,
keeps the scripts the program can show, and renames the family so that nobody
takes the result for the original.

    /usr/bin/python3 assets/fonts/bake.py      needs python3-fonttools
"""

import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont

INTER = pathlib.Path("/usr/share/fonts/opentype/inter")
MONO = pathlib.Path("/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf")
HERE = pathlib.Path(__file__).resolve().parent

TABULAR = [ord(c) for c in "0123456789+-=<>\u2212"]
RANGES = [
    (0x0020, 0x024F),  # Latin with both supplements and Extended-A/B
    (0x02B0, 0x036F),  # modifier letters, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E80, 0x1E9E),
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209F),  # superscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x214F),
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x22FF),  # mathematical signs
    (0x2420, 0x2423),  # the open box that stands for a space
    (0x2500, 0x25FF),
    (0x2713, 0x2717),  # tick and cross
]


def tabular_names(font):
    """The substitution Inter offers as the feature tnum: default glyph -> tabular glyph."""
    gsub = font["GSUB"].table
    names = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                names.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    return names


def use_tabular_figures(font):
    names = tabular_names(font)
    moved = 0
    for cmap in font["cmap"].tables:
        if not cmap.isUnicode():
            continue
        for code in TABULAR:
            glyph = cmap.cmap.get(code)
            if glyph in names:
                cmap.cmap[code] = names[glyph]
                moved += 1
    if not moved:
        raise SystemExit("this font has no tabular figures")


def rename(font, family, style):
    texts = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}",
             6: f"{family} {style}".replace(" ", ""), 16: family, 17: style}
    names = font["name"]
    for record in list(names.names):
        if record.nameID in texts:
            names.setName(texts[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID in (18, 21, 22, 25):
            names.removeNames(nameID=record.nameID)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [texts[6]]
        cff.topDictIndex[0].FamilyName = family
        cff.topDictIndex[0].FullName = texts[4]


def shrink(font, features):
    options = subset.Options()
    options.layout_features = features
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    task = subset.Subsetter(options)
    task.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    task.subset(font)


def main():
    for weight in ("Regular", "Medium", "SemiBold"):
        font = TTFont(INTER / f"Inter-{weight}.otf")
        use_tabular_figures(font)
        shrink(font, ["kern", "mark", "mkmk", "ccmp"])
        rename(font, "Stockbridge Sans", weight)
        font.save(HERE / f"StockbridgeSans-{weight}.otf")
    mono = TTFont(MONO)
    shrink(mono, ["mark", "mkmk", "ccmp"])
    # Only glyphs are left out here, so the family keeps its name.
    mono.save(HERE / "JetBrainsMono-Regular.ttf")


if __name__ == "__main__":
    main()
