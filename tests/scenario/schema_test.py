"""The JSON Schemas agree with the reader, and with the scenarios and profiles that are shipped.

Usage: schema_test.py REPOSITORY PRINT_KEYS, where PRINT_KEYS is the program that prints what the reader knows.
"""

import json
import pathlib
import subprocess
import sys
import unittest

import jsonschema

REPOSITORY = pathlib.Path(sys.argv[1])
READER = json.loads(subprocess.run([sys.argv[2]], check=True, capture_output=True).stdout)


def without_comments(text):
    """The text with comments as blanks; quotes and escapes are respected."""
    result, i, in_string = [], 0, False
    while i < len(text):
        if in_string:
            step = 2 if text[i] == "\\" else 1
            in_string = text[i] != '"'
        elif text.startswith("//", i):
            i = text.find("\n", i) % (len(text) + 1)
            continue
        elif text.startswith("/*", i):
            i = text.index("*/", i) + 2
            continue
        else:
            step = 1
            in_string = text[i] == '"'
        result.append(text[i : i + step])
        i += step
    return "".join(result)


def load(path):
    return json.loads(without_comments(path.read_text(encoding="utf-8")))


def schema(name):
    return load(REPOSITORY / "scenarios" / "schema" / f"{name}.schema.json")


SCENARIO = schema("scenario")
MACHINE = schema("machine")
DEFINITIONS = SCENARIO["definitions"]


def properties(definition):
    return DEFINITIONS[definition]["properties"]


class Keys(unittest.TestCase):
    def compare(self, tables, definitions):
        for name, keys in tables.items():
            with self.subTest(name):
                definition = definitions[name]
                self.assertIs(definition["additionalProperties"], False)
                self.assertEqual(list(definition["properties"]), list(keys))
                required = [key for key, needed in keys.items() if needed]
                self.assertEqual(definition.get("required", []), required)

    def test_scenario(self):
        self.compare(READER["scenario"], DEFINITIONS)

    def test_profile(self):
        self.compare(READER["profile"], MACHINE["definitions"])

    def test_every_object_with_fixed_keys_is_in_the_reader(self):
        fixed = [name for name, value in DEFINITIONS.items() if "properties" in value]
        self.assertEqual(sorted(fixed), sorted(READER["scenario"]))

    def test_every_key_says_what_it_is(self):
        for definitions in (DEFINITIONS, MACHINE["definitions"]):
            for name, definition in definitions.items():
                for key, value in definition.get("properties", {}).items():
                    with self.subTest(f"{name}.{key}"):
                        target = definitions.get(value.get("$ref", "").rpartition("/")[2], {})
                        self.assertTrue("description" in value or "description" in target)


class Names(unittest.TestCase):
    def test_enumerators(self):
        names = READER["names"]
        apart = properties("protocol")
        enums = {
            "thread_kinds": properties("thread")["kind"],
            "object_kinds": properties("object")["kind"],
            "policies": properties("scheduler")["policy"],
            "apcs": properties("event")["apc"],
            "safeguards": DEFINITIONS["safeguard"],
            "protocol_profiles": apart["profile"],
            "final_states": properties("expectation")["final"]["additionalProperties"],
            "events": properties("pattern")["event"],
            "values": properties("pattern")["value"],
            "starts": properties("thread")["start"],
            "verdicts": properties("check")["expect"],
            "fairness": properties("check")["fairness"],
        }
        for kind, definition in enums.items():
            with self.subTest(kind):
                self.assertEqual(definition["enum"], names[kind])

    def test_steps(self):
        steps = [step["items"][0]["const"] for step in DEFINITIONS["step"]["anyOf"]]
        self.assertEqual(steps, READER["names"]["opcodes"] + READER["names"]["calls"])

    def test_procedures(self):
        steps = [step["items"][0]["const"] for step in DEFINITIONS["procedure_step"]["anyOf"]]
        self.assertEqual(steps, READER["names"]["procedure_steps"])
        self.assertEqual(DEFINITIONS["reason"]["enum"], READER["names"]["upcall_reasons"])

    def test_calls(self):
        options = properties("call_options")
        self.assertEqual(options["class"]["enum"], READER["names"]["info_classes"])
        self.assertEqual(DEFINITIONS["status"]["enum"], READER["names"]["statuses"])

    def test_cost_classes(self):
        self.assertEqual(list(READER["profile"]["step_cycles"]), READER["names"]["cost_classes"])


class Limits(unittest.TestCase):
    def test_numbers(self):
        limits = READER["limits"]
        scenario = properties("scenario")
        expected = {
            "cpus": properties("machine")["cpus"]["maximum"],
            "processes": scenario["processes"]["maxItems"],
            "threads": scenario["threads"]["maxItems"],
            "schedulers": scenario["schedulers"]["maxItems"],
            "lists": scenario["lists"]["maxItems"],
            "queues": properties("scheduler")["queues"]["maxItems"],
            "objects": scenario["objects"]["maxItems"],
            "queue_depth": properties("object")["queue_depth"]["maximum"],
            "transfers": properties("io_options")["transfers"]["maximum"],
            "events": scenario["events"]["maxItems"],
            "repeats": DEFINITIONS["step"]["anyOf"][6]["items"][1]["anyOf"][0]["maximum"],
            "occurrences": properties("place")["occurrence"]["maximum"],
            "states": properties("check")["max_states"]["maximum"],
            "preemptions": properties("check")["preemptions"]["anyOf"][1]["maximum"],
            "families": properties("check")["placements"]["maxItems"],
            "whole": scenario["seed"]["maximum"],
            "name": 1 + int(DEFINITIONS["name"]["pattern"].split("{0,")[1].split("}")[0]),
            "megahertz": MACHINE["definitions"]["profile"]["properties"]["clock_mhz"]["maximum"],
            "cost": MACHINE["definitions"]["cost"]["maximum"],
            "least_line": MACHINE["definitions"]["cache"]["properties"]["line_bytes"]["enum"][0],
            "most_line": MACHINE["definitions"]["cache"]["properties"]["line_bytes"]["enum"][-1],
        }
        self.assertEqual(expected, limits)


class Files(unittest.TestCase):
    def validate(self, schema, folder, pattern):
        files = sorted((REPOSITORY / folder).glob(pattern))
        self.assertTrue(files)
        validator = jsonschema.Draft7Validator(schema)
        for path in files:
            with self.subTest(str(path)):
                errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(load(path))]
                self.assertEqual(errors, [])

    def test_schemas_are_schemas(self):
        for each in (SCENARIO, MACHINE):
            jsonschema.Draft7Validator.check_schema(each)

    def test_shipped_scenarios(self):
        for folder in sorted((REPOSITORY / "scenarios").iterdir()):
            if folder.is_dir() and folder.name not in ("schema", "machines"):
                self.validate(SCENARIO, folder.relative_to(REPOSITORY), "*.json")

    def test_good_scenarios_of_the_tests(self):
        self.validate(SCENARIO, "tests/scenario/good", "*.json")

    def test_profiles(self):
        self.validate(MACHINE, "scenarios/machines", "*.json")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
