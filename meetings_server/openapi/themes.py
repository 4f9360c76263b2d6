"""Themes and their logos: eight operations (the contract, sections 1, 1.3 and 1.4)."""

from __future__ import annotations

from meetings_server.fields import LONGEST_KEY, MOST_LOGOS
from meetings_server.openapi import room_fields as fields
from meetings_server.openapi.operations import (
    PAGE_PARAMETERS,
    Json,
    answer,
    body,
    links,
    no_content,
    path_parameter,
    responses,
    schema,
)

_THEME_ID = path_parameter("theme_id", "The theme's `theme_id`.")
_FORCE: Json = {
    "name": "force",
    "in": "query",
    "description": "Delete it although it is in use; its rooms take the application's default "
    "theme. Upper and lower case are the same.",
    "schema": {"type": "boolean", "default": False},
}
_NULLABLE_TEXT: Json = {"type": ["string", "null"]}
_LOGO_URL: Json = {"type": ["string", "null"], "format": "uri"}
_THEME_NAME: Json = {"type": "string", "minLength": 1, "maxLength": 200}
_COMPANY: Json = {
    "type": ["string", "null"],
    "maxLength": 128,
    "pattern": "^(?=.*[a-zA-Z_~-])[a-zA-Z0-9_~-]+$",
    "description": "Stands in the links of the theme's rooms. No two themes have the same.",
}
_LOOK: Json = {
    "main_color": {"type": "string", "pattern": "^#([a-fA-F0-9]{6}|[a-fA-F0-9]{3})$"},
    "brand_text": {"type": "string", "minLength": 1, "maxLength": 200},
}
_GIVEN: Json = {
    **_LOOK,
    "theme_name": _THEME_NAME
    | {
        "type": ["string", "null"],
        "description": "One of its own in the application; null or absent makes one up.",
    },
    "short_company_url": _COMPANY,
}

SCHEMAS: Json = {
    "Theme": fields.group(
        {
            "theme_id": {"type": "string", "format": "uuid"},
            "theme_name": _THEME_NAME,
            "domain": {"enum": ["VCP", "VBC"]},
            "account_id": {"type": "string", "description": "The API key."},
            "application_id": {"type": "string", "format": "uuid"},
            **_LOOK,
            "short_company_url": _COMPANY,
            "brand_image_colored": _NULLABLE_TEXT,
            "brand_image_white": _NULLABLE_TEXT,
            "branded_favicon": _NULLABLE_TEXT,
            "brand_image_white_url": _LOGO_URL,
            "brand_image_colored_url": _LOGO_URL,
            "branded_favicon_url": _LOGO_URL,
        },
        is_whole=True,
    ),
    "NewTheme": fields.group(_GIVEN) | {"required": list(_LOOK)},
    "ThemeUpdate": fields.group(
        {"update_details": fields.group(_GIVEN) | {"minProperties": 1}}, is_whole=True
    )
    | {"description": "`update_options` instead of `update_details` is understood too."},
    "LogoUpload": fields.group(
        {
            "url": {"type": "string", "format": "uri"},
            "fields": {
                "description": "To be sent as they are; `key` names the logo from then on.",
                "type": "object",
                "required": ["Content-Type", "key", "logoType", "bucket", "Policy"],
                "properties": {"logoType": {"enum": ["white", "colored", "favicon"]}},
                "additionalProperties": {"type": "string"},
            },
        },
        is_whole=True,
    ),
    "LogoKeys": fields.group(
        {
            "keys": {
                "type": "array",
                "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
                "minItems": 1,
                "maxItems": MOST_LOGOS,
            }
        },
        is_whole=True,
    ),
}


def _themes(operation_id: str, summary: str, **more: object) -> Json:
    return {"operationId": operation_id, "tags": ["themes"], "summary": summary} | more


def _one_theme(description: str) -> Json:
    return answer(description, schema("Theme"))


_MADE = _one_theme("The theme.") | links(
    "theme_id",
    "theme_id",
    "get_theme",
    "update_theme",
    "delete_theme",
    "list_rooms_of_theme",
    "finalize_logos",
)

PATHS: Json = {
    "/themes": {
        "get": _themes(
            "list_themes",
            "All themes of the application",
            responses=responses(
                {200: answer("Not in pages.", {"type": "array", "items": schema("Theme")})}
            ),
        ),
        "post": _themes(
            "create_theme",
            "Make a theme",
            description="403 when the application has as many themes as it may have.",
            requestBody=body("NewTheme"),
            responses=responses({201: _MADE}, 400, 403, 409, 413),
        ),
    },
    "/themes/{theme_id}": {
        "parameters": [_THEME_ID],
        "get": _themes(
            "get_theme",
            "One theme",
            responses=responses({200: _one_theme("The theme.")}, 404),
        ),
        "patch": _themes(
            "update_theme",
            "Change a theme",
            requestBody=body("ThemeUpdate"),
            responses=responses({200: _one_theme("The theme as it is now.")}, 400, 404, 409, 413),
        ),
        "delete": _themes(
            "delete_theme",
            "Delete a theme",
            description="400 when rooms use it or it is the application's default theme, and "
            "`force` is not true.",
            parameters=[_FORCE],
            responses=responses({204: no_content("It is deleted.")}, 400, 404),
        ),
    },
    "/themes/{theme_id}/rooms": {
        "parameters": [_THEME_ID],
        "get": _themes(
            "list_rooms_of_theme",
            "A page of the rooms that have the theme",
            parameters=PAGE_PARAMETERS,
            responses=responses({200: answer("The page.", schema("RoomPage"))}, 400, 404),
        ),
    },
    "/themes/logos-upload-urls": {
        "get": _themes(
            "list_logo_upload_urls",
            "Where to send logos to",
            description="Each logo goes to one `url` as multipart/form-data: all `fields`, then "
            "the PNG as `file`. Then finalize it. Logos are at most 1 MB and have a transparent "
            "background; white and colored ones measure 1 to 300 pixels, favicons are squares of "
            "16 to 32.",
            responses=responses(
                {
                    200: answer(
                        "One each for the white logo, the colored one and the favicon.",
                        {
                            "type": "array",
                            "items": schema("LogoUpload"),
                            "minItems": 3,
                            "maxItems": 3,
                        },
                    )
                }
            ),
        ),
    },
    "/themes/{theme_id}/finalizeLogos": {
        "parameters": [_THEME_ID],
        "put": _themes(
            "finalize_logos",
            "Give uploaded logos to a theme",
            requestBody=body("LogoKeys"),
            responses=responses(
                {
                    200: {
                        "description": "Done.",
                        "content": {"text/plain": {"schema": {"const": "OK"}}},
                    }
                },
                400,
                404,
                413,
            ),
        ),
    },
}
