#!/usr/bin/env python3
"""usage: validate.py SCHEMA REPORT...

Validate JSON reports; a file that ends in .jsonl has a result in each line. The schema lets readers
meet fields of later versions; here a field that it does not describe is an error.
Exit status 77 where the module jsonschema (Debian: python3-jsonschema) is missing."""

import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: the module jsonschema is not installed (python3-jsonschema)")
    sys.exit(77)


def documents(schema, name):
    """Pairs of a value and what it must follow."""
    with open(name, encoding="utf-8") as file:
        if not name.endswith(".jsonl"):
            yield schema, json.load(file)
            return
        result = dict(schema["$defs"]["result"], **{"$defs": schema["$defs"]})
        for line in file:
            yield result, json.loads(line)


def closed(schema):
    """The same schema, in which every object has the described fields alone."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and "required" in schema and "type" in schema:
        result["additionalProperties"] = False
    return result


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = closed(json.load(file))
    jsonschema.Draft202012Validator.check_schema(schema)
    count = 0
    problems = []
    for name in sys.argv[2:]:
        for wanted, value in documents(schema, name):
            count += 1
            for error in jsonschema.Draft202012Validator(wanted).iter_errors(value):
                problems.append(f"{name}: {error.json_path}: {error.message}")
    print("\n".join(problems) if problems else f"{count} documents follow the schema")
    return 1 if problems or count == 0 else 0


sys.exit(main())
