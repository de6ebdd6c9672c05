"""The keys of a mapping, each with what it is for: the reader refuses all others, the JSON Schema and the reference show these."""

from __future__ import annotations

from dalil.facts.factfile import CLAIM_KEYS as WRITTEN

HEAD_KEYS = {
    "table": "where the rows are: a file, a glob, a list of files, `-` for standard input",
    "versions": "the table's versions, in place of `table`: date of each (EDTF), oldest first, and its file",
    "format": "how the table is to be read, where its name does not tell",
    "null": "cells that say nothing, as the empty cell does",
    "row": "the key of a row, from its cells: `{id}`; no two rows have the same",
    "anchor": "row (default): a claim names its row by key and place; key: by key only, for tables whose rows move",
    "source": "whose words the rows are; a claim may have its own",
    "lookups": "codes and the terms they stand for, written here or read from a table",
    "join": "second tables, whose columns become `{name.column}`",
    "ignore": "columns that are not used, by name or glob",
    "optional": "columns that a file may lack, as JSON and XML leave out what is empty",
    "ignore_rows": "rows that are no data, by conditions as in `when`",
    "on_error": "stop (default): nothing is built; report: the claims concerned are left out, and reported",
    "ceiling": "with `on_error: report`: more reported rows than this stop the build (1000)",
    "sources": "sources that the table describes, with the keys of a source file",
    "entities": "registry entries that the table describes, with the keys of the registry",
    "claims": "the list of claims that each row makes",
}
FORMAT_KEYS = {
    "type": "csv, tsv, excel, jsonl, json, xml, parquet, sqlite or postgres; by default as the file's name ends",
    "delimiter": "what stands between the cells of a csv",
    "quote": "what stands around a cell of a csv that holds a delimiter",
    "encoding": "of a text file; by default UTF-8",
    "header": "the row with the columns' names, from 1; 0 where none has",
    "skip": "how many rows behind the header are no data: 1 for HXL tags",
    "rows": "where the rows are: a path in JSON or XML, a sheet, a query",
}
KINDS = ("csv", "tsv", "excel", "jsonl", "json", "xml", "parquet", "sqlite", "postgres")
LOOKUP_KEYS = {
    "table": "the file with the codes",
    "key": "its column with the codes",
    "value": "its column with the terms",
    "format": "how that table is to be read",
}
JOIN_KEYS = {
    "table": "the second table",
    "on": "the column of this table",
    "key": "the column of the second table with the same cells",
    "format": "how the second table is to be read",
}
CLAIM_KEYS = {
    "row": HEAD_KEYS["row"] + " (the same in every claim; or once, at the head)",
    "when": "which rows make the claim: `{ column: value }`, all of which must hold",
    "each": "cells with lists, of which every element makes a claim: `{aliases | split ;}`",
    "source": "whose words the row is, where it is not the head's `source`",
    **{key: WRITTEN[key] for key in ("says", "by", "via", "basis", "mode", "hedge", "certainty", "note")},
}
BARRED = {
    "quote": "the row is the quotation: the cells that a claim rests on are quoted for it",
    "after": "the row is the quotation, and its key says which one",
    "occurrence": "the row is the quotation, and its key says which one",
    "from": "a table states; what follows from it is inferred in a fact file",
    "reason": "a table states; what follows from it is inferred in a fact file",
    "id": "a claim of a table is named by its row and its place in the mapping",
}
SOURCE_KEYS = {
    "type": "what kind of document it is: a class under Source",
    "title": "what it is called",
    "voice": "the actor whose voice it is where nobody else is quoted",
    "publisher": "the actor who published it",
    "language": "its language, as a BCP 47 tag",
    "published": "when, in EDTF",
    "url": "where it was published",
    "retrieved": "when it was fetched",
    "rights": "whose it is and under which terms",
    "note": "ours",
    "when": CLAIM_KEYS["when"],
}
ENTITY_KEYS = {
    "type": "what kind of thing we take it for: a class of the ontology",
    "name": "the display name: a text, or one a language",
    "names": "other names that the sources give, by language",
    "ours": "what only general knowledge tells: `names`, and `sameAs` (addresses elsewhere)",
    "note": "a decision that was taken, and why",
    "when": CLAIM_KEYS["when"],
}
OUR_KEYS = {"names": "other names, by language", "sameAs": "addresses of the same thing elsewhere"}
REQUIRED = {"source": ("title", "voice", "language"), "entity": ("type", "name")}
