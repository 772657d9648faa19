"""Findings that the rules read but that often mean something else: each such case in extraction.toml raises a doubt."""

from dataclasses import replace
from typing import Any

from knowledge.documents.findings import Doubt, Finding
from knowledge.documents.words import canonical, pattern, rules

CONFIDENCE_PER_DOUBT = 0.1
_ANY_UNIT = "*"
_RATES = ("%", "‰")


def doubting(finding: Finding, doubt: Doubt) -> Finding:
    """Return a finding with one more doubt, its confidence lowered by what a doubt costs."""
    if doubt in finding.doubts:
        return finding
    confidence = max(0.1, round(finding.confidence - CONFIDENCE_PER_DOUBT, 2))
    return replace(finding, doubts=(*finding.doubts, doubt), confidence=confidence)


def looked_at_again(finding: Finding) -> Finding:
    """Return a finding with the doubts of every case that it fits."""
    for case in rules().second_look:
        if _fits(finding, case):
            finding = doubting(finding, Doubt(case["doubt"]))
    return finding


def _fits(finding: Finding, case: dict[str, Any]) -> bool:
    listed = (("measures", finding.measure), ("kinds", finding.kind), ("passages", finding.passage))
    if any(name in case and value not in case[name] for name, value in listed):
        return False
    unit = finding.unit or ""
    plain = unit != "" and "/" not in unit and unit not in _RATES
    if "units" in case and unit not in case["units"] and not (plain and _ANY_UNIT in case["units"]):
        return False
    texts = (("label", finding.label), ("quote", finding.quote))
    return all(pattern(case[name]).search(canonical(text or "")) for name, text in texts if name in case)
