"""Simulated records, counted by the catalogue in examples/nhs, against the same counts made row by row."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import duckdb
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from data.models import Category, IndicatorKey, Observation, Service
from loaders.run.load import run
from settings import ROOT
from tests.integration.published.test_real_data import FACTS_FILE, FOLDER

RECORDS = FOLDER / "F_records"
pytestmark = pytest.mark.skipif(not FACTS_FILE.exists(), reason=f"no published files in {FOLDER}")

SIM = "clinosim_2022_2024"


def rows(name):
    """Every row of a file as texts."""
    path = RECORDS / name
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    found = duckdb.connect().execute("SELECT * FROM read_parquet($f)", {"f": str(path)})
    names = [column[0] for column in found.description]
    return [
        {n: "" if v is None else str(v) for n, v in zip(names, row, strict=True)} for row in found.fetchall()
    ]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('records') / 'records.db'}")
    catalogue = load_catalogue(ROOT / "examples" / "nhs")
    sources = [code for code in catalogue.sources if code.startswith("rec_")]
    reports = {r.source: r for r in run(engine, catalogue, sources, folder=FOLDER, as_at=date(2026, 11, 21))}
    with Session(engine) as session:
        yield reports, session
    engine.dispose()


def values(loaded, indicator, dimension=""):
    """(service, group, month) → numerator, denominator, as loaded."""
    query = (
        select(Service.code, Category.code, Observation)
        .join(Service, Observation.service_id == Service.id)
        .join(Category, Observation.category_id == Category.id)
        .join(IndicatorKey, Observation.indicator_id == IndicatorKey.id)
        .where(
            IndicatorKey.code == indicator, Observation.origin == "loaded", Category.dimension == dimension
        )
    )
    return {
        (service, group, o.period_start): (o.numerator, o.denominator)
        for service, group, o in loaded[1].execute(query)
    }


def counted(pairs):
    """From (key, whether or how much) of every row, the same as `values`."""
    top, bottom = Counter(), Counter()
    for key, much in pairs:
        top[key] += much
        bottom[key] += 1
    return {key: (top[key], bottom[key]) for key in bottom}


def month(text):
    return date.fromisoformat(text[:10]).replace(day=1)


def band(age):
    return next(b for b, top in (("0-17", 18), ("18-64", 65), ("65-79", 80), ("80+", 999)) if int(age) < top)


def test_nothing_is_refused_and_every_row_is_read(loaded):
    reports, _ = loaded
    assert {code: [str(p) for p in r.problems] for code, r in reports.items() if r.problems} == {}
    assert {r.status for r in reports.values()} == {"done"}
    assert reports["rec_ae"].read == 10_000
    assert reports["rec_stays"].read == 69_058
    assert reports["rec_stays"].read - reports["rec_stays"].dropped == 1_456
    assert reports["rec_observations"].read == 139_808


def test_four_hours(loaded):
    sex = {"Male": "M", "Female": "F"}
    day = [
        (r, date.fromisoformat(r["Arrival Time"][:10])) for r in rows("ae_attendances_synthetic_london.csv")
    ]
    late = [(r, d, int(r["Time in A&E (mins)"]) <= 240) for r, d in day]
    assert values(loaded, "rec_ae_4h") == counted(((r["Hospital"], "", d), ok) for r, d, ok in late)
    by_sex = counted(((r["Hospital"], sex.get(r["Gender"], "U"), d), ok) for r, d, ok in late)
    assert values(loaded, "rec_ae_4h", "rec_sex") == by_sex
    by_age = counted(((r["Hospital"], band(r["Age"]), d), ok) for r, d, ok in late)
    assert values(loaded, "rec_ae_4h", "rec_age") == by_age


@pytest.fixture(scope="module")
def stays():
    return [r for r in rows(f"{SIM}_encounters.parquet") if r["encounter_type"] == "inpatient"]


def of(stay):
    return stay["department_id"], "", month(stay["admission_datetime"])


def test_readmissions_by_sex_and_age_of_the_patient(loaded, stays):
    again = [(s, s["is_readmission"] == "True") for s in stays]
    assert values(loaded, "rec_readmission") == counted((of(s), yes) for s, yes in again)
    people = {r["patient_id"]: r for r in rows(f"{SIM}_patients.csv")}
    pairs = [((of(s)[0], people[s["patient_id"]]["sex"], of(s)[2]), yes) for s, yes in again]
    assert values(loaded, "rec_readmission", "rec_sex") == counted(pairs)
    pairs = [((of(s)[0], band(people[s["patient_id"]]["age"]), of(s)[2]), yes) for s, yes in again]
    assert values(loaded, "rec_readmission", "rec_age") == counted(pairs)


def test_nights_of_stays_that_have_ended(loaded, stays):
    def nights(stay):
        begin, end = (date.fromisoformat(stay[f"{n}_datetime"][:10]) for n in ("admission", "discharge"))
        return (end - begin).days

    ended = [s for s in stays if s["discharge_datetime"]]
    assert values(loaded, "rec_length_of_stay") == counted((of(s), nights(s)) for s in ended)
    still_in = len(stays) - len(ended)
    assert still_in == 7
    assert any(note.startswith(f"{still_in} rows left out") for note in loaded[0]["rec_stays"].notes)


def test_deaths_in_hospital_by_joining(loaded, stays):
    ended = {r["encounter_id"]: r["deceased"] == "True" for r in rows(f"{SIM}_diagnoses.parquet")}
    known = [(of(s), ended[s["encounter_id"]]) for s in stays if s["encounter_id"] in ended]
    found = values(loaded, "rec_deaths_in_hospital")
    assert found == counted(known)
    assert sum(top for top, _ in found.values()) == sum(yes for _, yes in known) > 30


def test_news2_falls_risk_and_cultures(loaded):
    scores = rows(f"{SIM}_vital_signs_news2.parquet")
    high = counted((("SIM", "", month(r["timestamp"])), int(r["news2_score"]) >= 7) for r in scores)
    assert values(loaded, "rec_news_high") == high
    risks = rows(f"{SIM}_nursing_risk.csv")
    high = counted((("SIM", "", month(r["date"])), r["fall_risk_level"] == "high") for r in risks)
    assert values(loaded, "rec_falls_risk_high") == high
    cultures = [(r, ("SIM", "", month(r["collected_datetime"]))) for r in rows(f"{SIM}_microbiology.csv")]
    tested = counted((key, r["interpretation"] == "R") for r, key in cultures if r["interpretation"])
    assert values(loaded, "rec_resistance") == tested
    grown = counted((key, r["growth"] == "True") for r, key in cultures)
    assert values(loaded, "rec_positive_cultures") == {key: (top, None) for key, (top, _) in grown.items()}


def test_stranded_patients_whose_dates_are_british(loaded):
    def key(row):
        _, month, year = row["admit_date"].split("/")
        return date(int(year), int(month), 1)

    found = [(r, key(r), r["stranded.label"] == "Stranded") for r in rows("stranded_patients_synthetic.csv")]
    assert values(loaded, "rec_stranded") == counted((("SIM", "", m), yes) for _, m, yes in found)
    by_age = counted((("SIM", band(r["age"]), m), yes) for r, m, yes in found)
    assert values(loaded, "rec_stranded", "rec_age") == by_age


def test_records_without_a_date(loaded):
    year = date(2020, 1, 1)
    trusts = rows("los_deaths_ten_trusts_synthetic.csv")
    deaths = counted(((r["Organisation"], "", year), int(r["Death"])) for r in trusts)
    assert values(loaded, "rec_trust_deaths") == deaths
    assert len(deaths) == 10
    stay = counted(((r["Organisation"], "", year), int(r["LOS"])) for r in trusts)
    assert values(loaded, "rec_trust_stay") == stay
    news = [r for r in rows("news_observations_synthetic.csv") if int(r["NEWS"]) >= 5]
    by_sex = counted((("SIM", "FM"[int(r["male"])], year), int(r["died"])) for r in news)
    assert values(loaded, "rec_news_died", "rec_sex") == by_sex
    smokers = rows(f"{SIM}_patients.csv")
    found = counted((("SIM", "", date(2024, 1, 1)), r["smoking_status"] == "current") for r in smokers)
    assert values(loaded, "rec_smokers") == found


def test_a_town_with_offsets_behind_its_times(loaded):
    people = {r["patient_id"]: r for r in rows("synthea_python_patients.csv")}
    met = [r for r in rows("synthea_python_encounters.parquet") if "2016" <= r["start"] < "2026"]
    found = [(people.get(r["patient_id"]), r["start"], r["class"] == "EMER") for r in met]

    def by(group):
        return counted((("Boston", group(person, at), month(at)), yes) for person, at, yes in found)

    assert values(loaded, "rec_emergencies") == by(lambda person, at: "")
    assert values(loaded, "rec_emergencies", "rec_race") == by(lambda person, at: person["race"])
    assert values(loaded, "rec_emergencies", "rec_age") == by(lambda person, at: band(age(person, at)))
    cases = Counter(
        month(r["onset"])
        for r in rows("synthea_python_conditions.parquet")
        if r["description"].startswith("Viral sinusitis") and "2016" <= r["onset"] < "2026"
    )
    sinusitis = values(loaded, "rec_sinusitis")
    assert len(sinusitis) == 120  # months without one are told too
    assert {key[2]: top for key, (top, _) in sinusitis.items() if top} == cases


def age(person, at):
    born, day = date.fromisoformat(person["birth_date"]), date.fromisoformat(at[:10])
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_people_by_race_of_whom_some_died(loaded):
    people = rows("synthea_python_patients.csv")
    died = counted((("Boston", r["race"], date(2026, 1, 1)), bool(r["deceased_at"])) for r in people)
    assert values(loaded, "rec_died", "rec_race") == died
