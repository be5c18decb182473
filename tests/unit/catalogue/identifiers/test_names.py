"""Columns that tell who somebody is are known by their names and by what stands in them."""

from __future__ import annotations

import pytest

from catalogue.identifiers import by_content, by_name, of_people, tells_of_people


@pytest.mark.parametrize(
    "name",
    [
        "NHS Number",
        "nhs_no",
        "NHSNumber",
        "CHI",
        "chi_number",
        "patient_id",
        "PatientID",
        "Health Service ID",
        "MRN",
        "Surname",
        "first_name",
        "Patient Name",
        "Name",
        "DOB",
        "birth_date",
        "Date of Birth",
        "Postcode",
        "home address",
        "email",
        "Mobile Number",
        "encounter_id",
        "Spell ID",
        "Hospital Number",
        "person key",
    ],
)
def test_a_name_gives_it_away(name):
    assert by_name(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "ward",
        "hospital",
        "Hospital name",
        "department_id",
        "ward_id",
        "organisation_id",
        "age",
        "sex",
        "birth weight",
        "postcode sector",
        "name of ward",
        "date",
        "arrival",
        "code",
        "hospital_id",
        "gp_practice_code",
        "born_in_hospital",
    ],
)
def test_a_harmless_name_does_not(name):
    assert by_name(name) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["943 476 5919", "9434765870"],
        ["744-256-9522"],
        ["SW1A 1AA", "M1 1AE", "eh991sp"],
        ["a@b.scot"],
        ["AB 12 34 56 C"],
    ],
)
def test_what_stands_in_a_column_gives_it_away(texts):
    assert by_content(texts) is not None


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["1", "2"],
        ["A&E", "W1", "W2"],
        ["2026-01-01"],
        ["1234567890", "1234567891", "1234567892"],
        ["0000000000"],
    ],
)
def test_codes_and_counts_do_not(texts):
    assert by_content(texts) is None


@pytest.mark.parametrize(
    "name",
    [
        "NHS Number", "nhs_no", "N.H.S. No.", "NHSNUMBER", "Patient NHS No", "nhs number (verified)",
        "NHS Numer", "CHI", "CHI No", "H&C number", "Hospital Number", "HOSP_NO", "MRN", "mrn_number",
        "SSN", "Social Security No", "PASSPORT", "Passport No.", "DRIVERS", "Driver's Licence",
        "driving license number", "PatientID", "pat_id", "Patient Key", "Surname", "First name",
        "BIRTHDATE", "D.O.B.", "NI Number", "Consultant code", "GMC", "Rhif GIG",
    ],
)  # fmt: skip
def test_a_name_of_nothing_but_people_is_known_however_it_is_spelled(name):
    assert of_people(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "Hospital", "NHS Trust", "Practice Name", "Org code", "Hospital ID", "NHS code", "Board",
        "Unit No", "Name", "Postcode", "Member practice", "Driver", "NHS Number status", "NHS",
        "Provider ID", "Inpatient numbers", "Activity ID", "Health board",
        "Health centre number of beds", "Consultant", "Staff group", "Parent ID", "Child code",
        "HSC code", "UPRN", "URN", "CCN", "GP practice", "Resident population", "Patients",
        "Number of patients", "National average", "Nurses", "Surname group", "Measure ID",
    ],
)  # fmt: skip
def test_a_name_of_places_measures_or_groups_is_not_one_of_people(name):
    assert of_people(name) is None


def test_headings_that_count_people_make_no_table_of_people():
    assert not tells_of_people(["Trust", "Patient numbers", "Drivers", "Born", "Doctor numbers"])
    assert tells_of_people(["Id", "Date of birth"])
