from __future__ import annotations

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from accounts.saved_views import register_list
        from rooms import text_index
        from rooms.bulk import register_bulk

        register_bulk()
        register_list("rooms:list", right="rooms.view_room")
        register_list("sessions:list", right="rooms.view_meetingsession")
        text_index.connect()
