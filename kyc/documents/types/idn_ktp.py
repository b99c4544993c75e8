"""The Indonesian identity card (e-KTP; Permendagri 74/2015 names its fields)."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.documents.ktp import number
from kyc.documents.ktp.header import read_header
from kyc.documents.ktp.issue import read_issue
from kyc.documents.ktp.table import read_district, read_table
from kyc.documents.ktp.trust import doubt_reflections, trust_number
from kyc.documents.labels import anchors, count_hits
from kyc.documents.scan import Scan
from kyc.documents.template import FieldSpec, Findings, Template

TEMPLATE = Template(
    title="e-KTP",
    size_mm=(85.6, 53.98),
    width=1214,
    portrait=(0.729, 0.33, 0.981, 0.775),
    fields=(
        FieldSpec("province"),
        FieldSpec("regency"),
        FieldSpec("nik", number.LABELS),
        FieldSpec("name", ("Nama",), top=0.33, lines=2),
        FieldSpec("birth_place", ("Tempat/Tgl Lahir", "Tempat Tgl Lahir", "Tempat/Tanggal Lahir"), top=0.378),
        FieldSpec("birth_date"),
        FieldSpec("sex", ("Jenis Kelamin",), top=0.426),
        FieldSpec("blood_type", ("Gol. Darah", "Golongan Darah"), required=False),
        FieldSpec("address", ("Alamat",), top=0.472, lines=4),
        FieldSpec("rt_rw", ("RT/RW", "RTRW"), top=0.52, left=0.073, pattern=r"\d.*\d.*\d"),
        FieldSpec("village", ("Kel/Desa", "Kelurahan/Desa"), top=0.568, left=0.073),
        FieldSpec("district", ("Kecamatan",), top=0.616, left=0.073),
        FieldSpec("religion", ("Agama",), top=0.662),
        FieldSpec("marital_status", ("Status Perkawinan",), top=0.71),
        FieldSpec("occupation", ("Pekerjaan",), top=0.758, lines=2),
        FieldSpec("nationality", ("Kewarganegaraan",), top=0.806),
        FieldSpec("valid_until", ("Berlaku Hingga",), top=0.855),
        FieldSpec("issue_place", required=False),
        FieldSpec("issue_date", required=False),
    ),
    keywords=("PROVINSI",),
    sure_hits=11,
)

_PRINT_END = TEMPLATE.portrait[0] - 0.01  # share of the width: the table's text ends before the portrait
_HEAD_END = 0.2  # share of the height, where no number was found to measure from
_ISSUE_TOP = 0.78  # share of the height: place and date of issue stand under the portrait


def hits(texts: Sequence[str]) -> int:
    """Count labels and keywords."""
    return count_hits(texts, TEMPLATE.labels, TEMPLATE.keywords)


def read(scan: Scan) -> Findings:
    """Read head, table, number and place of issue; hold the number against the print."""
    end = _PRINT_END * scan.width
    place = number.find_number(scan.lines, anchors(scan.lines, {"nik": number.LABELS}).get("nik"), end=end)
    bottom = place.box.y if place else _HEAD_END * scan.height
    fields = read_header(scan, bottom=bottom) | read_table(scan, TEMPLATE, end=end)
    regency = fields["regency"].accepted
    fields["district"] = read_district(fields["district"], regency)
    fields |= read_issue(scan, left=end, top=_ISSUE_TOP * scan.height, regency=regency)
    printed = {key: reading.accepted for key, reading in fields.items()}
    fields["nik"], issues = number.read_number(scan, place, printed)
    fields = trust_number(doubt_reflections(scan, fields))
    return Findings({spec.key: fields[spec.key] for spec in TEMPLATE.fields}, issues=issues)
