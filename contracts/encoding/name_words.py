"""Words that stand in names without being the name: titles, degrees, parentage, spellings.

Any change here changes encodings: raise `NORMALISER_VERSION` and write the test vectors anew.
"""

# Before a name: forms of address, religious, noble and academic titles; I and Ni mark the sex of a
# Balinese name, and offices leave them out.
_TITLES = (
    "TN TUAN NY NYONYA NN NONA SDR SDRI SAUDARA SAUDARI AN BP BPK BAPAK IBU MR MRS MS H HJ HAJI "
    "HAJJAH KH TGH UST USTAD USTADZ USTADZAH PDT DR DRS DRA IR PROF R RA RR RADEN TB TUBAGUS TGK "
    "TEUKU CUT LALU BAIQ DAENG DG ALM ALMH I NI"
)
# After a name: degrees; their points are closed up or lost before they are compared.
_DEGREES = (
    "SH SE ST MM MH SPD SKOM SSOS SIP SAG SKM SKEP SSI SPSI SHUM SFARM STH STP AMD AMDKEB MSI "
    "MKES MPD MKOM MAG"
)
# What follows is a parent's name: offices differ in giving it, and it is not the person's own.
_PARENTAGE = "BIN BINTI BINTE BTE BT BINTY"
TITLES, DEGREES, PARENTAGE = _TITLES.split(), _DEGREES.split(), _PARENTAGE.split()
# What stands for "no name known".
NOBODY = ("X", "MR X", "TANPA NAMA", "TIDAK DIKENAL", "TIDAK DIKETAHUI", "TAK DIKENAL", "ANONIM")

_SPELLINGS = {
    "MUHAMMAD": "MOHAMMAD MOHAMAD MUHAMAD MOHAMMED MUHAMMED MOHAMED MUHAMED MOCHAMMAD MOCHAMAD "
    "MUCHAMMAD MUCHAMAD MUKHAMAD MUKHAMMAD MUHAMMAT MHD MOH MUH MUHD MOHD MD MOCH MUCH MHMD",
    "AHMAD": "ACHMAD AKHMAD AHMAT ACHMAT AHMED ACHMED AKHMED AHMMAD",
    "SITI": "SITTI SITY ST",
    "ABDUL": "ABD ABDULL ABDOL",
    "NUR": "NOOR NUUR NOR",
    "YUSUF": "JUSUF YUSUP JUSUP YUSOF",
    "YOHANES": "YOHANNES JOHANES JOHANNES YOHANIS",
    "MARIA": "MARYA",
    "WAYAN": "WY WYN",
    "NYOMAN": "NYM NYMAN",
    "KETUT": "KT KTUT",
    "RIZKI": "RISKI RIZKY RISKY RIZQI RIZQY",
    "ZAINAL": "ZAENAL JAINAL JAENAL",
    "DWI": "DWIE",
    "SRI": "SRIE SHRI",
}
HEAD_OF = {spelt: head for head, text in _SPELLINGS.items() for spelt in text.split()}

# Spelling before 1972 (van Ophuijsen 1901, Soewandi 1947) to that of today, in this order.
OLD_SPELLING = (("OE", "U"), ("DJ", "\0"), ("TJ", "C"), ("SJ", "SY"), ("NJ", "NY"))
