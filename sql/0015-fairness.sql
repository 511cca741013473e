-- Fair releases: where more people ask for a session than can be served by arrival, all who ask
-- within a window have the same chance; decision 27. And numbers are taken in fewer statements.

-- The round in which the public numbers of a session are drawn for now; 0: they go by arrival.
alter table booking_session add column drawing smallint not null default 0;

-- One row a draw. Its seed is made of the salt and the key of the house; it lies here only once
-- nobody can enter any more.
create table draw (
  bucket        integer  not null,             -- of the session
  session       bigint   not null,
  round         smallint not null,             -- of the session, from 1
  opened        bigint   not null,             -- milliseconds since 1970
  closes        bigint   not null,             -- who enters until then has the same chance
  salt          text     collate "C" not null,
  commitment    text     collate "C" not null, -- SHA-256 of the seed, told from the beginning
  seed          text     collate "C",          -- null while people enter
  state         smallint not null,             -- 1 gathering 2 drawn 3 dealt
  primary key (bucket, session, round)
);
create unique index draw_open on draw (bucket, session) where state < 3;
create index draw_due on draw (closes) where state < 3;

-- One row a person in a draw, however often they asked.
create table draw_entry (
  bucket        integer  not null,             -- of the session
  session       bigint   not null,
  round         smallint not null,
  person        bigint   not null,             -- key of the first record of the person
  name          text     collate "C" not null, -- by which the person is found in the order
  request       text,                          -- JSON: what was asked; null once it is served
  booker        bigint   not null,             -- key of who asked
  hasty         boolean  not null default false, -- asked so often as to be shut out: served last
  at            bigint   not null,             -- milliseconds since 1970
  place         integer,                       -- in the order, from 1
  outcome       smallint,                      -- as of take_seats
  appointment   text     collate "C",          -- id of the Appointment
  primary key (bucket, session, round, person)
);
create unique index draw_entry_name on draw_entry (bucket, session, round, name);
create index draw_entry_booker on draw_entry (booker) where outcome is null;
create index draw_entry_place on draw_entry (bucket, session, round, place) where outcome is null;

-- Takes numbers for requests in their order, each with its own outcome:
-- 0 taken  1 none left  2 has one of this department and half day  3 not open yet
-- 4 no such session  5 asked before: the same again  6 too many bookings  7 stayed away too often
-- 8 the public numbers are drawn for
-- Its plans are made once: made anew for every request, they cost more than what they do.
create or replace function take_seats(requests jsonb, at_ms bigint)
returns table (i integer, outcome smallint, booking bigint, appointment text, n smallint,
               pool smallint, slot text, starts bigint, ends bigint, state smallint)
language plpgsql
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = 'off'
as $$
#variable_conflict use_column
declare
  r record;
  s record;
  t record;
  own record;
  earlier record;
  may smallint[];
begin
  for r in
    select * from jsonb_to_recordset(requests) as x(
      i integer, bucket integer, session bigint, booking bigint, appointment text, patient bigint,
      asked bigint, slot text, begins bigint, pools smallint[], state smallint,
      until bigint, early boolean, anywhere boolean, drawn boolean,
      most integer, misses integer, since bigint)
    order by x.i
  loop
    i := r.i; outcome := 0; booking := r.booking; appointment := r.appointment; n := 0; pool := 0;
    slot := null; starts := null; ends := null; state := r.state;
    if r.asked is not null then
      select b.booking, b.appointment, b.n, b.pool, b.state, c.slot into earlier
        from booking b left join seat c
          on c.bucket = b.bucket and c.session = b.session and c.n = b.n
        where b.bucket = r.bucket and b.asked = r.asked;
      if found then
        outcome := 5; booking := earlier.booking; appointment := earlier.appointment;
        n := earlier.n; pool := earlier.pool; state := earlier.state; slot := earlier.slot;
        return next; continue;
      end if;
    end if;
    -- Whoever opens a draw changes this row, and so waits for who is being served.
    select b.state, b.starts, b.ends, b.opens, b.department, b.day, b.half, b.drawing,
        coalesce((select x.person from identity_record x where x.key = r.patient), r.patient)
          as person
      into s from booking_session b
      where b.bucket = r.bucket and b.session = r.session for share of b;
    if not found or s.state <> 1 or s.ends <= at_ms then
      outcome := 4; return next; continue;
    end if;
    if s.opens > at_ms and not r.early then outcome := 3; return next; continue; end if;
    select count(*) filter (where b.state in (1, 2, 3) and b.starts > at_ms) as coming,
        count(*) filter (where b.state = 7 and b.starts > r.since) as missed,
        coalesce(bool_or(b.bucket = r.bucket and b.department = s.department and b.day = s.day
          and b.half = s.half and b.state in (1, 2, 3, 4, 5)), false) as twice
      into own from booking b
      where b.person = s.person and b.starts >= least(r.since, s.starts - 86400000, at_ms);
    if own.coming >= r.most then outcome := 6; return next; continue; end if;
    if own.missed >= r.misses then outcome := 7; return next; continue; end if;
    if own.twice then outcome := 2; return next; continue; end if;
    may := r.pools;
    if s.drawing <> 0 and r.drawn is not true then may := array_remove(may, 1::smallint); end if;
    if r.anywhere then
      update seat c set state = 2
        where c.bucket = r.bucket and c.session = r.session and c.n = (
          select d.n from seat d where d.bucket = r.bucket and d.session = r.session
            and d.state = 1 and d.pool = any (may) and d.ends > at_ms
          order by d.slot <> r.slot, array_position(may, d.pool), d.starts, d.n
          limit 1 for update skip locked)
        returning c.n, c.pool, c.slot, c.starts, c.ends into t;
    else
      update seat c set state = 2
        where c.bucket = r.bucket and c.session = r.session and c.n = (
          select d.n from seat d where d.bucket = r.bucket and d.session = r.session
            and d.state = 1 and d.pool = any (may) and d.starts = r.begins and d.slot = r.slot
            and d.ends > at_ms
          order by array_position(may, d.pool), d.n
          limit 1 for update skip locked)
        returning c.n, c.pool, c.slot, c.starts, c.ends into t;
    end if;
    if not found then
      outcome := case when may <> r.pools then 8 else 1 end; return next; continue;
    end if;
    with made as (
      insert into booking as b (bucket, booking, appointment, session, n, person, patient,
          department, day, half, starts, pool, pools, state, until, asked, at)
        values (r.bucket, r.booking, r.appointment, r.session, t.n, s.person, r.patient,
          s.department, s.day, s.half, t.starts, t.pool, r.pools, r.state, r.until, r.asked, at_ms)
        on conflict do nothing returning b.booking)
    insert into pool_entry (bucket, session, pool, change, cause, booking, at)
      select r.bucket, r.session, t.pool, -1, 3, made.booking, at_ms from made;
    -- Another server was quicker for this person.
    if not found then
      update seat c set state = 1
        where c.bucket = r.bucket and c.session = r.session and c.n = t.n;
      outcome := 2; return next; continue;
    end if;
    n := t.n; pool := t.pool; slot := t.slot; starts := t.starts; ends := t.ends;
    return next;
  end loop;
end $$;
