import django_tables2 as tables
from django.utils.html import conditional_escape

from strategy_portal.models import Role, User
from strategy_portal.table_rows import printed_rows

PEOPLE = [User(username="<ann>", first_name="Ann", role=Role.CLERK, pk=3), User(username="bob", role=Role.BOARD, pk=7)]


class People(tables.Table):
    username = tables.Column(linkify=lambda record: f"/people/{record.pk}/")
    role = tables.Column()
    first_name = tables.Column(default="No first name")
    last_name = tables.Column(empty_values=())
    row_header = "username"

    def render_last_name(self, record, value):
        return f"of {record.username}{value}"


def test_each_cell_is_what_the_library_makes_of_it():
    table = People(PEOPLE)
    printed = printed_rows(table)
    for row in table.rows:
        assert all(conditional_escape(row.get_cell(column.name)) in printed for column in table.columns)


def test_a_choice_is_its_label_and_what_is_empty_says_so():
    printed = printed_rows(People(PEOPLE))
    assert Role.CLERK.label in printed
    assert 'data-label="First name" >No first name</td>' in printed


def test_what_people_wrote_is_escaped_and_names_the_row():
    assert '<th scope="row" ><a href="/people/3/">&lt;ann&gt;</a></th>' in printed_rows(People(PEOPLE))


def test_a_table_without_rows_says_that_there_is_nothing():
    assert printed_rows(People([])) == '<tr><td colspan="4">There is nothing to show.</td></tr>'
