"""A specification is not followed where it names a column that tells who somebody is."""

from __future__ import annotations

from dataclasses import replace

from reports.trust.survey.asked import EstimateSpec, Spec
from reports.trust.survey.disclosure import DisclosureError
from reports.trust.waves.personal import personal_faults
from reports.trust.waves.table import SurveyTable


def refuse_personal(table: SurveyTable, spec: Spec) -> None:
    """Raise DisclosureError where a column that the specification names holds identity numbers,
    contacts, addresses or free text: its codes would be printed as groups and answers."""
    named = _columns_of(spec)
    part = {name: column for name, column in table.columns.items() if name in named}
    faults = personal_faults(replace(table, columns=part))
    if faults:
        raise DisclosureError("\n".join(fault.message for fault in faults))


def _columns_of(spec: Spec) -> set[str]:
    """The columns whose values may be told. Weights, population sizes and replicates never are."""
    found = {*spec.design.strata, *spec.design.psu}
    for weighting in spec.weightings:
        found |= {*weighting.margins, *weighting.totals}
        found |= {name for cell in weighting.cells for name in cell}
    for asked in spec.estimates:
        found |= _asked(asked)
    return found


def _asked(asked: EstimateSpec) -> set[str]:
    party = {asked.party} if asked.party else set()
    domain = set(asked.domain.columns) if asked.domain else set()
    return {*asked.variable, *asked.by, *asked.terms, *asked.adjust, *party, *domain}
