"""Clock times: 14h30, 8h kém 15, 2 giờ chiều, nửa đêm."""

from knowledge.when_steps import PARTS_OF_DAY, Steps
from knowledge.when_terms import Clock, PartOfDay

# "25h mai" is a slip for an hour; "48h" and "72h" before a day are lengths.
_MOST_SLIPPED_HOURS = 31


class Clocks(Steps):
    """Reads hours of the day."""

    def clock(self, at: int, announced: bool = False) -> tuple[Clock, int] | None:
        """Return 14h30, 14:30, 8h kém 15, 2 giờ chiều, nửa đêm; not valid for 25h where a clock time was announced."""
        midnight = self.group("midnight", at)
        if midnight is not None:
            return Clock(0, 0, "night", next_day=True), midnight
        number = self.number(at)
        if number is None:
            return None
        hour, place = number
        written = self.digits(at)
        if written is not None and (self.tokens[at].digits > 2 or not self._free_on_the_left(at)):
            return None
        minute = 0
        dotted = self._dotted_minutes(at, announced)
        if dotted is not None:
            minute, place = dotted, at + 3
        elif self.sign(place, ":"):
            value = self.digits(place + 1, 2)
            if (
                written is None
                or value is None
                or self.tokens[place + 1].digits != 2
                or not self.tokens[place].glued
                or not self.tokens[place + 1].glued
            ):
                return None
            if not announced and (hour > 24 or value > 59):
                return None
            minute, place = value, place + 2
            if self.sign(place, ":") and self.digits(place + 1, 2) is not None:
                place += 2
            place = self.skip("hour", place)
        else:
            half_past = self.group("half_past", place)
            before_noon, after_noon = self.group("ante_meridiem", place), self.group("post_meridiem", place)
            if (before_noon is not None or after_noon is not None) and self.tokens[place].glued and 1 <= hour <= 12:
                return Clock(hour % 12 + (12 if after_noon is not None else 0), 0), before_noon or after_noon or place
            if half_past is not None and self._part_after(half_past) is not None:
                minute, place = 30, half_past
            else:
                after_hour = self.group("hour", place)
                if after_hour is None:
                    return None
                if self.tokens[place].base == "g" and not self.tokens[place].glued:
                    return None
                if self.group("working", after_hour) is not None or self.sign(after_hour, "/"):
                    return None  # 8 giờ làm việc, 8 giờ/ngày
                minutes = self._minutes(after_hour)
                if (
                    self.tokens[place].base == "g"
                    and minutes is None
                    and not announced
                    and not self._day_follows(after_hour)
                ):
                    return None  # 15g is a weight
                hour_word_is_long = self.tokens[place].base == "gio"
                if minutes is not None:
                    minute, place = minutes
                else:
                    place = after_hour
                named = announced or (minutes is not None and not hour_word_is_long)
                if hour > 24 and not (named or (hour <= _MOST_SLIPPED_HOURS and self._day_follows(place))):
                    return None
        if minute < 0:
            hour, minute = hour - 1, minute + 60
        place = self.skip("sharp", place)
        valid = 0 <= hour <= 24 and 0 <= minute <= 59 and not (hour == 24 and minute > 0)
        part = self._part_after(place)
        if part is not None:
            return Clock(hour, minute, part[0], valid=valid), part[1]
        return Clock(hour, minute, valid=valid), place

    def _day_follows(self, at: int) -> bool:
        names = ("day", "weekday", "today", "tomorrow", "sunday", *PARTS_OF_DAY)
        return any(self.group(name, at) is not None for name in names) or (
            self.digits(at, 2) is not None and self.sign(at + 1, "/")
        )

    def _dotted_minutes(self, at: int, announced: bool) -> int | None:
        """Return the minutes of "8.30 sáng", "lúc 14.30 ngày 2/12": a part of the day or a day has to follow."""
        value = self.digits(at + 2, 2)
        if value is None or value > 59 or not self.sign(at + 1, ".") or not self.tokens[at + 1].glued:
            return None
        if not self.tokens[at + 2].glued or self.tokens[at + 2].digits != 2:
            return None
        opens = announced or at == 0 or self.sign(at - 1, ",;:(")
        follows = self._part_after(at + 3) is not None or (opens and self._day_follows(at + 3))
        return value if follows else None

    def _minutes(self, at: int) -> tuple[int, int] | None:
        half_past = self.group("half_past", at)
        if half_past is not None:
            return 30, half_past
        minus = self.group("minus", at)
        if minus is not None:
            number = self.number(minus)
            if number is not None and number[0] < 60:
                return -number[0], self._behind_minute_word(number[1])
            return None
        number = self.number(at)
        if number is None or (self.digits(at) is not None and self.tokens[at].digits > 2):
            return None
        value, place = number
        behind = self._behind_minute_word(place)
        if behind > place:
            return value, behind
        if (self.sign(place, "/-.:") and self._words_glued_number(place + 1)) or self.group("month", place) is not None:
            return None  # 8h 25/11
        written = self.digits(at) is not None
        if self.sign(place, "/") or (not (written and self.tokens[at].glued) and self._is_count_of_days(place)):
            return None
        if written and not (self.tokens[at].glued or self.tokens[at].digits == 2):
            return None
        if not written and value < 10:
            return None
        return value, place

    def _is_count_of_days(self, at: int) -> bool:
        """Return whether a unit of days or longer stands here and no date: "8h 3 ngày nữa", not "8h 30 ngày 25/11"."""
        unit = self._unit_word(at)
        return unit is not None and self.group("unit_hour", at) is None and self.digits(unit[1]) is None

    def _behind_minute_word(self, at: int) -> int:
        place = self.group("minute", at)
        if place is not None:
            return place
        return at + 1 if self.sign(at, "'’′") else at

    def _part_after(self, at: int) -> tuple[PartOfDay, int] | None:
        if self.group("not_part_of_day", at) is not None:
            return None
        best: tuple[PartOfDay, int] | None = None
        for name in PARTS_OF_DAY:
            place = self.group(name, at)
            if place is not None and (best is None or place > best[1]):
                best = name, place
        if (
            best is not None
            and self.group("into_next", at) is not None
            and any(self.group(unit, at + 1) is not None for unit in ("week", "month", "year"))
        ):
            return None  # unmarked "8h thu 2 sang tuan": on to next week, not in the morning
        return best
