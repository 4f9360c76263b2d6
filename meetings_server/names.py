"""People and rooms of an organisation that could exist."""

from __future__ import annotations

PEOPLE = [
    "Amara Okafor", "Jonas Lindqvist", "Mei Tanaka", "Carlos Herrera", "Fatima Zahra",
    "Priya Raman", "Tomás Oliveira", "Hannah Vogel", "Yusuf Demir", "Ingrid Solberg",
    "Noah Feldman", "Léa Marchand", "Kofi Mensah", "Zofia Kowalska", "Rahul Mehta",
    "Elena Petrova", "王小明", "Siobhán Ní Bhriain", "Mateo García", "Aisha Bello",
    "Oskar Nyström", "Chloé Dubois", "Daniel Kim", "Nour Haddad",
]  # fmt: skip

# Rooms name the one that they have.
THEMES: list[dict[str, str]] = [
    {
        "theme_name": "Harbour",
        "main_color": "#0f4c81",
        "brand_text": "Harbour & Partners",
        "short_company_url": "harbour",
    },
    {"theme_name": "Night shift", "main_color": "#2b2d42", "brand_text": "Night shift"},
]

# name, metadata, hours until the expiry (negative: since), further fields
LONG_TERM_ROOMS: list[tuple[str, str | None, float, dict[str, object]]] = [
    ("Board room", "floor 7, seats 14", 24 * 90, {"theme": "Harbour"}),
    (
        "All hands",
        "whole company, monthly",
        24 * 200,
        {"recording_options": {"auto_record": True, "record_only_owner": True}},
    ),
    ("Engineering stand-up", "team=platform", 24 * 150, {}),
    ("Design review", "team=design", 24 * 45, {}),
    ("Interview A", "hiring", 5, {"join_approval_level": "explicit_approval"}),
    ("Interview B", "hiring", 30, {"join_approval_level": "explicit_approval"}),
    (
        "Customer support desk",
        "queue=tier-2",
        24 * 300,
        {"recording_options": {"auto_record": True, "record_only_owner": False}},
    ),
    ("Sales demo", "crm=4711", 24 * 20, {"theme": "Harbour"}),
    ("Partner call: Nordwind", None, 24 * 4, {"theme": "Harbour"}),
    ("Weekly planning", None, 24 * 120, {}),
    ("Retrospective", None, 24 * 60, {}),
    (
        "Mentoring",
        None,
        24 * 6,
        {"recording_options": {"auto_record": False, "record_only_owner": True}},
    ),
    (
        "Legal, confidential",
        "do not record",
        24 * 80,
        {"available_features": {"is_recording_available": False}},
    ),
    ("Office hours", "https://intranet.example/office-hours", 24 * 33, {}),
    (
        "Incident bridge",
        "pager=on",
        24 * 350,
        {"recording_options": {"auto_record": True, "record_only_owner": False}},
    ),
    ("Training: safety at work", "course=12", 24 * 14, {}),
    ("Investor relations", None, 24 * 10, {"theme": "Harbour"}),
    ("Salle de réunion Étoile", "Paris", 24 * 75, {"ui_settings": {"language": "fr"}}),
    ("Besprechungsraum Süd", "München", 24 * 75, {"ui_settings": {"language": "de"}}),
    ("東京オフィス 定例会議", "Tokyo", 24 * 75, {}),
    ("غرفة الاجتماعات الرئيسية", "Dubai", 24 * 75, {"ui_settings": {"language": "ar"}}),
    ("Book club 📚", None, 24 * 28, {}),
    (
        "A room with a name that somebody wrote down in full, so that nobody could ever mistake it for the other one",
        None,
        24 * 40,
        {},
    ),
    ("Quarterly review Q4", None, 72, {"expire_after_use": True}),
    ("Contract signing: Alder & Finch", "matter=2291", 20, {"expire_after_use": True}),
    ("Summer school 2026", "alumni", -24 * 80, {}),
    ("Project Heron kick-off", None, -24 * 30, {}),
    ("Works council", None, -24 * 9, {}),
    ("Press briefing", "embargo lifted", -24 * 2, {}),
    ("Onboarding October", None, -24 * 20, {}),
    ("Migration war room", None, -6, {}),
    ("Knowledge exchange", "every other Thursday", 24 * 52, {}),
    ("Former team Atlas", "team dissolved", 24 * 30, {"is_deleted": True}),
]

INSTANT_ROOMS: list[tuple[str, float]] = [
    ("Quick call with Jonas", -3),
    ("Ad hoc: pricing", -26),
    ("Pair programming", -50),
    ("Call back Mrs Adeyemi", -75),
    ("Five minutes on the budget", -120),
    ("Check-in before the flight", -200),
    ("Corridor talk", 0.16),
    ("Whiteboard session", 0.16),
]
