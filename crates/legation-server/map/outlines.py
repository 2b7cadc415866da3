#!/usr/bin/env python3
"""Makes outlines.tsv, the map of `legation serve`, from Natural Earth (public domain) as the npm package world-atlas has it.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    ./outlines.py package > outlines.tsv

One line a polity: id, x and y of its mark, and the outline as an SVG path, empty where Natural Earth's 1:110m has none: then
the polity is shown by its mark. Equal Earth projection (Savric, Patterson, Jenny 2018), 1000 wide.
"""
import csv
import json
import math
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
WIDTH = 1000
# Marks of what Natural Earth's 1:50m leaves out or has within another outline: degrees east, degrees north.
PLACES = {
    "ABH": (41.2, 43.05), "OSE": (44.0, 42.3), "DNR": (38.0, 47.9), "LNR": (39.1, 48.7), "PMR": (29.6, 46.9),
    "NKR": (46.7, 39.9), "SRS": (17.3, 44.8), "TUV": (179.1, -8.5), "BES": (-68.3, 12.2), "BVT": (3.4, -54.4),
    "CCK": (96.8, -12.2), "CXR": (105.7, -10.5), "GIB": (-5.35, 36.14), "GLP": (-61.5, 16.2), "GUF": (-53.1, 3.9),
    "MTQ": (-61.0, 14.6), "MYT": (45.2, -12.8), "REU": (55.5, -21.1), "SJM": (16.0, 78.6), "TKL": (-171.8, -9.2),
    "UMI": (166.6, 19.3),
}
# Where the centre of the largest outline is no good place for a mark.
BETTER = {"USA": (-98, 39), "FRA": (2.5, 46.6), "NOR": (9.5, 61.5), "RUS": (95, 62), "CAN": (-106, 56), "KIR": (173, 1.4)}


def project(lon, lat):
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2, t6 = t * t, t ** 6
    x = math.radians(lon) * math.cos(t) / (math.sqrt(3) / 2 * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)))
    y = t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))
    scale = WIDTH / (2 * 2.7066)
    return WIDTH / 2 + x * scale, 250 - y * scale


def shapes(path):
    """Name to rings in degrees, of a TopoJSON file."""
    world = json.loads(path.read_text())
    (kx, ky), (dx, dy) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)

    def ring(indexes):
        points = []
        for at in indexes:
            arc = arcs[at] if at >= 0 else arcs[~at][::-1]
            points.extend(arc if not points else arc[1:])
        return points

    found = {}
    for shape in world["objects"]["countries"]["geometries"]:
        parts = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}.get(shape["type"], [])
        rings = [ring(indexes) for part in parts for indexes in part]
        found.setdefault(shape["properties"]["name"], []).extend(rings)
    return found


def area(points):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:])) / 2


def centre(points):
    whole = area(points)
    if abs(whole) < 1e-9:
        return points[0]
    turns = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(points, points[1:])]
    return tuple(sum((a[i] + b[i]) * turn for a, b, turn in turns) / (6 * whole) for i in (0, 1))


def cut(points):
    """The parts of a ring on the two sides of the 180th meridian, across which world-atlas joins them."""
    whole = [points[0]]
    for lon, lat in points[1:]:
        before = whole[-1][0]
        whole.append((lon + 360 * round((before - lon) / 360), lat))
    parts = []
    for shift in (-360, 0, 360):
        moved = [(lon + shift, lat) for lon, lat in whole]
        for bound, inside in ((-180, lambda lon: lon >= -180), (180, lambda lon: lon <= 180)):
            kept = []
            for (x1, y1), (x2, y2) in zip(moved, moved[1:] + moved[:1]):
                if inside(x1):
                    kept.append((x1, y1))
                if inside(x1) != inside(x2):
                    kept.append((bound, y1 + (y2 - y1) * (bound - x1) / (x2 - x1)))
            moved = kept
        if len(moved) > 2:
            parts.append(moved)
    return parts


def path_of(rings):
    """Relative steps in tenths, which are the shortest."""
    pieces = []
    for points in (part for ring in rings for part in cut(ring)):
        at = None
        steps = []
        for lon, lat in points:
            x, y = project(lon, lat)
            here = (round(x * 10), round(y * 10))
            if at is None:
                steps.append(f"M{here[0] / 10:g} {here[1] / 10:g}l")
            elif here != at:
                steps.append(f"{(here[0] - at[0]) / 10:g} {(here[1] - at[1]) / 10:g} ")
            else:
                continue
            at = here
        if len(steps) > 3:
            path = steps[0] + "".join(steps[1:]).strip().replace(" -", "-") + "z"
            pieces.append(re.sub(r"(?<!\d)0\.", ".", path))
    return "".join(pieces)


def main(package):
    coarse, fine = (shapes(package / f"countries-{scale}.json") for scale in ("110m", "50m"))
    with open(HERE / "places.csv", encoding="utf-8") as lines:
        places = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    for place in places:
        id, name = place["id"], place["natural_earth"]
        rings = coarse.get(name, [])
        known = rings or fine.get(name)
        if id in PLACES:
            mark = PLACES[id]
        elif id in BETTER:
            mark = BETTER[id]
        elif known:
            mark = centre(max(known, key=lambda ring: abs(area(ring))))
        else:
            sys.exit(f"outlines.py: no place for {id}: add it to PLACES")
        x, y = project(*mark)
        print(id, f"{x:.1f}", f"{y:.1f}", path_of(rings), sep="\t")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
