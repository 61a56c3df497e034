#!/usr/bin/env python3
"""The layout of usher_plugin.h as data, and whether a new header breaks plugins that were compiled with an old one.

    layout.py dump HEADER            prints the layout as JSON (needs clang)
    layout.py check OLD.json NEW.json    says what breaks, and returns 1 if something does
    layout.py abi HEADER             prints the same as abidw sees it (needs gcc and abigail-tools)
    layout.py asserts LAYOUT.json    prints the layout as asserts in C, which any compiler checks
    layout.py write                  writes all three for this project's header: v1.0.json, v1.0.abi and v1_0.c

The layout of a released minor version is kept beside this file and never changes again: PluginABI/history/README.md.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Arrays of these are allowed, or others begin with them: they never grow.
FROZEN = ("usher_str", "usher_item", "usher_call")
# The only macro whose value changes from one minor version to the next.
MINOR = "USHER_ABI_MINOR"


def run(arguments: list[str], text: str | None = None) -> str:
    """Runs a command and returns what it printed."""
    done = subprocess.run(arguments, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


def declarations(header: Path) -> list[dict]:
    """The header's own declarations, as clang's syntax tree has them."""
    clang = ["clang", "-std=c11", "-fsyntax-only", "-Xclang", "-ast-dump=json", "-x", "c", str(header)]
    tree = json.loads(run(clang))
    return [node for node in tree["inner"] if str(node.get("name", "usher_")).startswith(("usher_", "USHER_"))]


def enum_value(constant: dict) -> int:
    """The value of an enumerator."""
    for inner in constant.get("inner", []):
        if "value" in inner:
            return int(inner["value"])
    raise SystemExit(f"{constant['name']} has no value of its own: write one")


def macros(header: Path) -> dict[str, str]:
    """Macros without parameters, other than the guard and the compiler's attribute."""
    found = re.findall(r"^#define (USHER_\w+) (.*)$", run(["clang", "-std=c11", "-dM", "-E", "-x", "c", str(header)]), re.M)
    return {name: value for name, value in sorted(found) if name not in ("USHER_PLUGIN_H", "USHER_EXPORT")}


def measure(header: Path, records: dict[str, list[tuple[str, str]]]) -> dict[str, dict]:
    """Asks the compiler for sizes, alignments and offsets."""
    lines = [f'#include "{header.resolve()}"', "#include <stdio.h>", "int main(void) {"]
    for name, fields in records.items():
        lines.append(f'  printf("{name} %zu %zu\\n", sizeof({name}), _Alignof({name}));')
        for field, _ in fields:
            lines.append(
                f'  printf("{name}.{field} %zu %zu\\n", offsetof({name}, {field}), sizeof((({name} *)0)->{field}));')
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "measure.c"), Path(folder, "measure")
        source.write_text("\n".join(lines + ["  return 0;", "}", ""]), encoding="utf-8")
        run(["clang", "-std=c11", "-o", str(program), str(source)])
        numbers = {key: (int(a), int(b)) for key, a, b in (line.split() for line in run([str(program)]).splitlines())}
    return {
        name: {
            "size": numbers[name][0], "alignment": numbers[name][1],
            "fields": [
                {"name": field, "type": kind, "offset": numbers[f"{name}.{field}"][0], "size": numbers[f"{name}.{field}"][1]}
                for field, kind in fields
            ],
        }
        for name, fields in records.items()
    }


def dump(header: Path) -> dict:
    """The whole layout."""
    records: dict[str, list[tuple[str, str]]] = {}
    constants: dict[str, int] = {}
    types: dict[str, str] = {}
    functions: dict[str, str] = {}
    for node in declarations(header):
        kind = node["kind"]
        if kind == "RecordDecl" and "name" in node and "inner" in node:
            fields = [inner for inner in node["inner"] if inner["kind"] == "FieldDecl"]
            records[node["name"]] = [(field["name"], field["type"]["qualType"]) for field in fields]
        elif kind == "EnumDecl":
            for constant in node["inner"]:
                if constant["kind"] == "EnumConstantDecl":
                    constants[constant["name"]] = enum_value(constant)
        elif kind == "TypedefDecl":
            types[node["name"]] = node["type"]["qualType"]
        elif kind == "FunctionDecl" and node.get("storageClass") != "static":
            functions[node["name"]] = node["type"]["qualType"]
    defined = macros(header)
    return {
        "version": f"{defined['USHER_ABI_MAJOR']}.{defined[MINOR]}", "structs": measure(header, records),
        "constants": constants, "macros": defined, "types": types, "functions": functions,
    }


def minor_of(layout: dict) -> int:
    """The minor version of a layout."""
    return int(layout["version"].split(".")[1])


def check_struct(name: str, old: dict, new: dict | None, may_grow: bool) -> list[str]:
    """What breaks in one struct."""
    if new is None:
        return [f"struct {name}: is gone"]
    breaks = []
    if old["alignment"] != new["alignment"]:
        breaks.append(f"struct {name}: is aligned to {new['alignment']} instead of {old['alignment']}")
    for index, field in enumerate(old["fields"]):
        now = new["fields"][index] if index < len(new["fields"]) else None
        if now != field:
            breaks.append(f"struct {name}: {field['name']} was {field}, is {now}")
    appended = new["fields"][len(old["fields"]):]
    if appended and not may_grow:
        breaks.append(f"struct {name}: grew, but it is frozen or the minor version is the same")
    for field in appended:
        if field["offset"] < old["size"]:
            breaks.append(f"struct {name}: {field['name']} lies where {name} had padding, which nobody set to zero")
    if not appended and old["size"] != new["size"]:
        breaks.append(f"struct {name}: is {new['size']} bytes long instead of {old['size']}")
    return breaks


def padding(layout: dict) -> list[str]:
    """Structs with holes: what is in a hole is anybody's guess."""
    return [
        f"struct {name}: has padding" for name, struct in layout["structs"].items()
        if sum(field["size"] for field in struct["fields"]) != struct["size"]
    ]


def check(old: dict, new: dict) -> list[str]:
    """What in `new` breaks plugins and hosts that were compiled with `old`."""
    is_later = minor_of(new) > minor_of(old)
    breaks = padding(new)
    if new["version"].split(".")[0] != old["version"].split(".")[0] or minor_of(new) < minor_of(old):
        breaks.append(f"version {new['version']} does not follow {old['version']}")
    for name, struct in old["structs"].items():
        breaks += check_struct(name, struct, new["structs"].get(name), is_later and name not in FROZEN)
    for part in ("constants", "macros", "types", "functions"):
        for name, value in old[part].items():
            if name != MINOR and new[part].get(name) != value:
                breaks.append(f"{name}: was {value}, is {new[part].get(name)}")
    for part in ("structs", "constants", "macros", "types", "functions"):
        for name in new[part]:
            if name not in old[part] and not is_later:
                breaks.append(f"{name}: is new, but the minor version is the same")
    return breaks


def abi(header: Path) -> str:
    """What abidw reads from the debug information of a library whose one function mentions every struct."""
    structs = dump(header)["structs"]
    parameters = ", ".join(f"const {name} *{name}_" for name in structs)
    uses = "".join(f"  (void){name}_;\n" for name in structs)
    source = f'#include "usher_plugin.h"\nvoid probe({parameters});\nvoid probe({parameters}) {{\n{uses}}}\n'
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "probe.so")
        gcc = ["gcc", "-std=c11", "-g", "-shared", "-fPIC", f"-I{header.resolve().parent}", "-o", str(library), "-x", "c", "-"]
        run(gcc, source)
        return run(["abidw", "--no-show-locs", "--no-corpus-path", "--no-comp-dir-path", str(library)])


ASSERTS = """\
/*
 * The layout of usher_plugin.h {version}, as `layout.py write` makes it of the header. It does not compile when a member moves,
 * changes its type or a number changes its meaning, so that a plugin built against {version} can be loaded by every later
 * version (rule R1). Only C11 is used; nothing here ends up in a binary.
 *
 * Once {version} is released this file is never made again: the next minor version gets one of its own beside it, and both must
 * compile against the newest header.
 */
#include "usher_plugin.h"

_Static_assert(sizeof(void *) == 8 && sizeof(size_t) == 8 && sizeof(double) == 8, "Usher's plugins are 64-bit");
_Static_assert(USHER_ABI_MAJOR == {major}, "another major version has another header and another entry symbol");

/* A struct may only grow, and only together with the minor version; its alignment never changes. */
#if USHER_ABI_MINOR == {minor}
#define SIZE(type, bytes) SIZE_FROZEN(type, bytes)
#else
#define SIZE(type, bytes) _Static_assert(sizeof(type) >= (bytes), "struct " #type " has shrunk")
#endif
#define SIZE_FROZEN(type, bytes) _Static_assert(sizeof(type) == (bytes), "struct " #type " has another size")
#define ALIGNMENT(type, bytes) _Static_assert(_Alignof(type) == (bytes), "struct " #type " has another alignment")

/* A member has its place and its type; for a function this is its whole signature. */
#define FIELD(type, member, offset, ...)                                                             \\
  _Static_assert(offsetof(type, member) == (offset), "struct " #type ": " #member " has moved");     \\
  _Static_assert(_Generic(((type *)0)->member, __VA_ARGS__: 1, default: 0), "struct " #type ": " #member " has another type")

#define VALUE(name, number) _Static_assert((name) == (number), #name " has another value")
#define TYPE(name, ...) _Static_assert(_Generic(*(name *)0, __VA_ARGS__: 1, default: 0), #name " is another type")
#define FUNCTION(name, ...) _Static_assert(_Generic(&name, __VA_ARGS__: 1, default: 0), #name "() has another type")
"""

REDEFINED = """
/* A text never changes its meaning. Defining a macro again is allowed only with the very same text. */
#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic error "-Wmacro-redefined"
#endif
"""


def pointer_to(function: str) -> str:
    """The type of a pointer to a function of this type."""
    result, parameters = function.split("(", 1)
    return f"{result}(*)({parameters}"


def one_line(text: str) -> str:
    """A line of C, in two where it is too long."""
    if len(text) <= 128:
        return text
    place = text.rindex(", ", 0, 128)
    return f"{text[:place + 1]}\n      {text[place + 2:]}"


def asserts(layout: dict) -> str:
    """The layout in C: whatever compiles it has checked it."""
    major, minor = layout["version"].split(".")
    parts = [ASSERTS.format(version=layout["version"], major=major, minor=minor)]
    for name, struct in layout["structs"].items():
        size = "SIZE_FROZEN" if name in FROZEN else "SIZE"
        lines = [f"{size}({name}, {struct['size']});", f"ALIGNMENT({name}, {struct['alignment']});"]
        lines += [one_line(f"FIELD({name}, {field['name']}, {field['offset']}, {field['type']});") for field in struct["fields"]]
        parts.append("\n".join(lines) + "\n")
    numbers = dict(layout["constants"])
    texts = {}
    for name, value in layout["macros"].items():
        if name in (MINOR, "USHER_ABI_MAJOR"):
            continue
        if value.startswith('"'):
            texts[name] = value
        elif "(" not in name:
            numbers[name] = "0xffffffffffffffff" if value == "UINT64_MAX" else value
    parts.append("".join(f"VALUE({name}, {value});\n" for name, value in numbers.items()))
    plain = [(name, kind) for name, kind in layout["types"].items() if not kind.startswith("struct ")]
    parts.append("".join(f"TYPE({name}, {kind});\n" for name, kind in plain))
    parts.append("".join(one_line(f"FUNCTION({name}, {pointer_to(kind)});") + "\n" for name, kind in layout["functions"].items()))
    defines = "".join(f"#define {name} {value}\n" for name, value in texts.items())
    return "\n".join(parts) + REDEFINED + defines + "#pragma GCC diagnostic pop\n"


def write() -> None:
    """Writes the layout of the project's header beside this file, unless that version is released."""
    here = Path(__file__).resolve().parent
    header = here.parent / "include" / "usher_plugin.h"
    layout = dump(header)
    released = here.parent / "history" / layout["version"] / "usher_plugin.h"
    if released.exists() and released.read_bytes() != header.read_bytes():
        raise SystemExit(f"{layout['version']} is released and never changes again: raise {MINOR}")
    (here / f"v{layout['version']}.json").write_text(json.dumps(layout, indent=1) + "\n", encoding="utf-8")
    (here / f"v{layout['version']}.abi").write_text(abi(header), encoding="utf-8")
    (here / f"v{layout['version'].replace('.', '_')}.c").write_text(asserts(layout), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """The command line of the module's docstring."""
    match arguments:
        case ["dump", header]:
            print(json.dumps(dump(Path(header)), indent=1))
        case ["abi", header]:
            print(abi(Path(header)), end="")
        case ["asserts", layout]:
            print(asserts(json.loads(Path(layout).read_text(encoding="utf-8"))), end="")
        case ["write"]:
            write()
        case ["check", old, new]:
            breaks = check(*(json.loads(Path(path).read_text(encoding="utf-8")) for path in (old, new)))
            print("\n".join(breaks) or "nothing breaks")
            return 1 if breaks else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
