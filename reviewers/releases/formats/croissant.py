"""`croissant.json`: the release described for machines.

Source: MLCommons Croissant 1.0 (docs.mlcommons.org/croissant): JSON-LD of schema.org's Dataset with
`distribution` (the files, each with its SHA-256) and `recordSet` (columns of the Parquet files). The files
lie beside the description. There is no `datePublished`: the same data give the same bytes on any day.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotations.benchmark.writer import json_line
from reviewers.releases.formats.base import CROISSANT, SPLIT_FILES, TRACES_PARQUET, FileFacts, ReleaseFacts
from reviewers.releases.formats.columns import NUMBER, ROW_COLUMNS, TEXT, TEXTS, TRACE_COLUMNS, WHOLE
from reviewers.releases.formats.describing import Tally
from reviewers.releases.formats.files import OutFile

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
ENCODINGS = {
    ".json": "application/json",
    ".jsonl": "application/jsonlines",
    ".parquet": "application/x-parquet",
    ".xml": "application/xml",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".zip": "application/zip",
}
TYPES = {TEXT: "sc:Text", TEXTS: "sc:Text", WHOLE: "sc:Integer", NUMBER: "sc:Float"}
DESCRIPTION = (
    "Traces by which people can tell that a video is generated: where (a box on every frame), when (first "
    "and last frame), what (categories) and why (an explanation); and real videos beside them."
)


def croissant_write(
    folder: Path, facts: ReleaseFacts, tally: Tally, files: Mapping[str, FileFacts]
) -> FileFacts:
    """Write the description; `files` are all files of the release but the manifest and this one."""
    body = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": facts.project.slug,
        "alternateName": facts.project.name,
        "description": DESCRIPTION,
        "license": sorted(tally.licences),
        "url": f"/api/v1/releases/{facts.release}/" if facts.release else "/api/v1/releases/",
        "version": _version(facts),
        "creator": {"@type": "sc:Organization", "name": facts.project.name},
        "citeAs": f"{facts.project.name}, release {facts.release or 'none'}, made with {facts.software}",
        "isLiveDataset": False,
        "distribution": [_file(name, files[name]) for name in sorted(files)],
        "recordSet": [*_split_sets(tally, files), *_trace_sets(tally, files)],
    }
    file = OutFile(folder / CROISSANT)
    file.write(json_line(body) + b"\n")
    return file.close()


def _version(facts: ReleaseFacts) -> str:
    """Semantic: the number of the release."""
    return f"{(facts.release or '0').rpartition('/')[2]}.0.0"


def _file(name: str, facts: FileFacts) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{facts['bytes']} B",
        "encodingFormat": ENCODINGS.get(Path(name).suffix, "application/octet-stream"),
        "sha256": facts["sha256"],
    }


def _split_sets(tally: Tally, files: Mapping[str, FileFacts]) -> list[dict[str, Any]]:
    """The rows of each split that has any."""
    there = [(split, name) for split, name in SPLIT_FILES.items() if name in files and tally.rows[split]]
    return [_record_set(f"rows_{split}", name, ROW_COLUMNS) for split, name in there]


def _trace_sets(tally: Tally, files: Mapping[str, FileFacts]) -> list[dict[str, Any]]:
    wanted = tally.traces and TRACES_PARQUET in files
    return [_record_set("traces", TRACES_PARQUET, TRACE_COLUMNS)] if wanted else []


def _record_set(name: str, file: str, columns: Mapping[str, str]) -> dict[str, Any]:
    """The columns with values that the format has a type for; boxes and keyframes are read from the file."""
    fields = [_field(name, file, column, kind) for column, kind in columns.items() if kind in TYPES]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields}


def _field(record_set: str, file: str, column: str, kind: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column}",
        "name": f"{record_set}/{column}",
        "dataType": TYPES[kind],
        "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
    }
    return body | ({"repeated": True} if kind == TEXTS else {})
