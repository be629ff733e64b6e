"""Users, groups and grants: `ddl.privileges`."""

from __future__ import annotations

from sparkify_assets_tests.local.warehouse.direct import Direct


def test_principals(session: Direct) -> None:
    """Users and groups are remembered; the password of a user is not."""
    session.run("create user ann password 'Secret123' createuser; create group g with user ann; create role r")
    assert session.run("select usename, usesuper, passwd from pg_user where usename = 'ann'") == [
        ("ann", True, "********")
    ]
    session.run("alter group g add user ann; alter group g drop user ann; alter user ann password 'Other1234'")
    assert session.refused("create user ann password 'x'") == "42710"
    assert "Secret123" not in repr(session.parse("create user bob password 'Secret123'")[0].steps)
    session.run("drop user ann; drop group g; drop role r; drop user if exists ann")
    assert session.refused("drop user ann") == "42704"
    assert session.refused("create user ann") == "42601"
    assert session.refused("create user ann password disable hello") == "42601"
    session.run("create group g; create user ann password disable in group g; create user bob password disable")
    session.run("create role r externalid 'abc'")
    assert session.refused("alter role r with x") == "0A000"
    assert session.refused("alter user ann rename to bob") == "42710"
    assert session.refused("alter user owner rename to carl") == "0A000"
    assert session.refused("drop user owner") == "55006"


def test_grants(session: Direct) -> None:
    """What is granted is to be seen until it is revoked."""
    session.run("create schema s; create table s.t (a int); create table s.u (a int)")
    session.run("create user ann password disable; create group g with user ann")
    session.run("grant usage on schema s to ann; grant select, insert on s.t to group g, public")
    session.run("grant all on all tables in schema s to ann with grant option")
    query = "select count(*) from svv_relation_privileges where identity_name = "
    assert session.run(f"{query} 'g'") == [(2,)]
    assert session.run(f"{query} 'ann'") == [(16,)]
    session.run("revoke insert on table s.t from group g; revoke usage on schema s from ann")
    assert session.run(f"{query} 'g'") == [(1,)]
    assert session.run("select count(*) from svv_schema_privileges where namespace_name = 's'") == [(0,)]
    assert session.refused("grant select on nope to ann") == "42P01"
    assert session.refused("grant select (a) on s.t to ann") == "0A000"
    assert session.refused("grant assumerole on 'arn:aws:iam::1:role/r' to ann for copy") == "0A000"


def test_grants_as_the_lists_of_the_catalog(session: Direct) -> None:
    """`r_PG_DEFAULT_ACL`: letters in the order of their bits, * for the grant option, who granted it."""
    session.run('create schema s; create table s.t (a int); create user ann password disable; create group "g h"')
    listed = "select array_to_string({}acl, '|') from {} where {}name = '{}'"
    assert session.run(listed.format("rel", "pg_class", "rel", "t")) == [(None,)]
    session.run("grant delete, select on s.t to ann with grant option; grant update on s.t to ann")
    session.run('grant select on s.t to public; grant all on s.t to group "g h"; grant usage on schema s to ann')
    assert session.run(listed.format("rel", "pg_class", "rel", "t")) == [
        ('owner=arwdRxtDPA/owner|ann=r*wd*/owner|=r/owner|group "g h"=arwdRxtDPA/owner',)
    ]
    assert session.run(listed.format("nsp", "pg_namespace", "nsp", "s")) == [("owner=UC/owner|ann=U/owner",)]
    session.run("alter table s.t add column b int; alter table s.t add unique (b)")
    assert session.run("select relname from pg_class where relacl is not null") == [("t",)]
    session.run("grant create on database memory to ann")
    assert session.run("select schema_acl from svv_all_schemas where schema_name = 's'") == [
        ("{owner=UC/owner,ann=U/owner}",)
    ]


def test_grants_are_checked(session: Direct) -> None:
    """For somebody who is there, and a privilege that there is."""
    session.run("create table t (a int); create user ann password disable")
    assert session.refused("grant select on t to nobody") == "42704"
    assert session.refused("grant select on t to group ann") == "42704"
    assert session.refused("grant baking on t to ann") == "42601"
    assert session.refused("grant execute on all functions in schema public to ann") == "0A000"
    assert session.refused("grant select on t to public with grant option") == "0LP01"
    session.run("create temp table mine (a int)")
    assert session.refused("grant select on mine to ann") == "0A000"
    assert session.run("show grants on table t for public") == []


def test_has_table_privilege_tells_what_was_granted(session: Direct) -> None:
    """To a user, a group the user is in, or everyone; a superuser may do all."""
    session.run(
        "create schema s; create table s.t (a int); create user ann password disable; "
        "create user bob password disable createuser"
    )
    session.run("create group g with user ann; grant insert on s.t to group g; grant delete on s.t to public")
    for user, privilege, granted in [
        ("ann", "select", False), ("ann", "insert", True), ("ann", "delete", True), ("bob", "select", True),
    ]:  # fmt: skip
        for name in ("s.t", '"s"."t"'):
            assert session.run(f"select has_table_privilege('{user}', '{name}', '{privilege}')") == [(granted,)]
    assert session.run("select has_schema_privilege('ann', 's', 'usage')") == [(False,)]
    session.run("grant usage on schema s to ann")
    assert session.run("select has_schema_privilege('ann', 's', 'usage')") == [(True,)]


def test_grants_go_with_their_table(session: Direct) -> None:
    """Renamed with it, gone with it, and kept by a view that is replaced."""
    granted = "select relation_name from svv_relation_privileges"
    session.run("create table t (a int); create user ann password disable; grant select on t to ann")
    session.run("alter table t rename to u")
    assert session.run(granted) == [("u",)]
    session.run("drop table u; create table u (a int)")
    assert session.run(granted) == []
    session.run("create view v as select a from u; grant select on v to ann; create or replace view v as select 1 as a")
    assert session.run(granted) == [("v",)]
    session.run("drop view v")
    assert session.run(granted) == []


def test_the_catalog_spells_privileges_in_capitals(session: Direct) -> None:
    """As `SVV_RELATION_PRIVILEGES` shows them, whatever the statement wrote."""
    session.run("create table granted (a int); create user reader password disable; create schema room")
    session.run("grant Select on granted to reader; grant usage on schema room to reader")
    query = "select privilege_type from svv_relation_privileges where relation_name = 'granted'"
    assert session.run(query) == [("SELECT",)]
    query = "select privilege_type from svv_schema_privileges where namespace_name = 'room'"
    assert session.run(query) == [("USAGE",)]
    assert session.run("select has_table_privilege('reader', 'granted', 'select')") == [(True,)]
