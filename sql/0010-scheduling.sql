-- Appointments: the numbers of each session, who has which, and the ledger of the pools. What
-- stands here is found from Schedules, Slots and Appointments, and counted; decision 21.

-- One row a session: a doctor or a department, one half day.
create table booking_session (
  bucket        integer  not null,             -- of the department, so that one shard has all of it
  session       bigint   not null,
  schedule      text     collate "C" not null, -- id of the Schedule
  department    bigint   not null,             -- key of the HealthcareService
  organization  text     collate "C" not null, -- id of the hospital
  day           integer  not null,             -- days since 1970-01-01, where the house stands
  half          smallint not null,             -- 1 morning 2 afternoon 3 evening
  starts        bigint   not null,             -- milliseconds since 1970
  ends          bigint   not null,
  opens         bigint   not null,             -- the public books from then on
  releases      bigint   not null,             -- what is reserved goes to the public then
  state         smallint not null,             -- 1 open 2 stopped
  released      smallint not null,             -- 1: reserved numbers went to the public
  rules         text     not null,             -- JSON: who, where, fee, windows
  primary key (bucket, session)
);
create index booking_session_ends on booking_session (ends);
create index booking_session_schedule on booking_session (schedule, starts);

-- One row a number (号).
create table seat (
  bucket        integer  not null,             -- of the session
  session       bigint   not null,
  n             smallint not null,             -- the number, from 1
  slot          text     collate "C" not null, -- id of the Slot
  starts        bigint   not null,
  ends          bigint   not null,
  pool          smallint not null,
  state         smallint not null,             -- 1 free 2 taken 3 returned 4 withdrawn
  free_at       bigint,                        -- returned: free again then
  primary key (bucket, session, n)
);
create index seat_free on seat (bucket, session, pool, starts, n) where state = 1;
create index seat_returned on seat (free_at) where state = 3;

-- One row an Appointment.
create table booking (
  bucket        integer  not null,             -- of the session
  booking       bigint   not null,             -- key of the Appointment
  appointment   text     collate "C" not null, -- id of the Appointment
  session       bigint   not null,
  n             smallint not null,             -- of the seat; 0 while waiting for one
  person        bigint   not null,             -- key of the first record of the person
  patient       bigint   not null,             -- key of the Patient
  department    bigint   not null,
  day           integer  not null,
  half          smallint not null,
  starts        bigint   not null,
  pool          smallint not null,
  pools         smallint[] not null,           -- from which it may be served while waiting
  state         smallint not null,             -- 1 proposed 2 pending 3 booked 4 checked-in
                                               -- 5 fulfilled 6 cancelled 7 noshow 8 waitlist
  until         bigint,                        -- proposed, pending: lapses then
  asked         bigint,                        -- hash of the idempotency key
  at            bigint   not null,             -- when it came to be: the order of waiting
  primary key (bucket, booking)
);
-- No number is sold twice.
create unique index booking_seat on booking (bucket, session, n)
  where state in (1, 2, 3, 4, 5, 7) and n > 0;
-- One person has one number of a department and half day (APT-02).
create unique index booking_once on booking (bucket, department, day, half, person)
  where state in (1, 2, 3, 4, 5);
create unique index booking_waits_once on booking (bucket, session, person) where state = 8;
create unique index booking_asked on booking (bucket, asked) where asked is not null;
create index booking_key on booking (booking);
create index booking_person on booking (person, starts);
create index booking_until on booking (until) where state in (1, 2);
create index booking_over on booking (starts) where state in (3, 8);
create index booking_waiting on booking (bucket, session, at) where state = 8;

-- The ledger of the pools: every movement of free numbers. What a pool has left is the sum.
create table pool_entry (
  bucket        integer  not null,             -- of the session
  session       bigint   not null,
  entry         bigint   generated always as identity,
  pool          smallint not null,
  change        smallint not null,             -- free numbers more or fewer
  cause         smallint not null,             -- 1 issued 2 released 3 taken 4 returned 5 withdrawn
  booking       bigint,                        -- key of the Appointment
  at            bigint   not null,
  primary key (bucket, session, entry)
);
create index pool_entry_at on pool_entry (at);

-- Takes numbers for requests in their order, each with its own outcome:
-- 0 taken  1 none left  2 has one of this department and half day  3 not open yet
-- 4 no such session  5 asked before: the same again  6 too many bookings  7 stayed away too often
create function take_seats(requests jsonb, at_ms bigint)
returns table (i integer, outcome smallint, booking bigint, appointment text, n smallint,
               pool smallint, slot text, starts bigint, ends bigint, state smallint)
language plpgsql as $$
#variable_conflict use_column
declare
  r record;
  s record;
  t record;
  who bigint;
  earlier record;
  inserted bigint;
begin
  for r in
    select * from jsonb_to_recordset(requests) as x(
      i integer, bucket integer, session bigint, booking bigint, appointment text, patient bigint,
      asked bigint, slot text, begins bigint, pools smallint[], state smallint,
      until bigint, early boolean,
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
    select * into s from booking_session b
      where b.bucket = r.bucket and b.session = r.session for share;
    if not found or s.state <> 1 or s.ends <= at_ms then
      outcome := 4; return next; continue;
    end if;
    if s.opens > at_ms and not r.early then outcome := 3; return next; continue; end if;
    select x.person into who from identity_record x where x.key = r.patient;
    who := coalesce(who, r.patient);
    if r.most is not null and (select count(*) from booking b where b.person = who
        and b.state in (1, 2, 3) and b.starts > at_ms) >= r.most then
      outcome := 6; return next; continue;
    end if;
    if r.misses is not null and (select count(*) from booking b where b.person = who
        and b.state = 7 and b.starts > r.since) >= r.misses then
      outcome := 7; return next; continue;
    end if;
    if exists (select from booking b where b.bucket = r.bucket and b.department = s.department
        and b.day = s.day and b.half = s.half and b.person = who
        and b.state in (1, 2, 3, 4, 5)) then
      outcome := 2; return next; continue;
    end if;
    select c.n, c.pool, c.slot, c.starts, c.ends into t from seat c
      where c.bucket = r.bucket and c.session = r.session and c.state = 1
        and c.pool = any (r.pools) and c.starts = r.begins and c.slot = r.slot and c.ends > at_ms
      order by array_position(r.pools, c.pool), c.n
      limit 1 for update skip locked;
    if not found then outcome := 1; return next; continue; end if;
    insert into booking as b (bucket, booking, appointment, session, n, person, patient, department,
        day, half, starts, pool, pools, state, until, asked, at)
      values (r.bucket, r.booking, r.appointment, r.session, t.n, who, r.patient, s.department,
        s.day, s.half, t.starts, t.pool, r.pools, r.state, r.until, r.asked, at_ms)
      on conflict do nothing returning b.booking into inserted;
    -- Another server was quicker for this person.
    if not found then outcome := 2; return next; continue; end if;
    update seat c set state = 2
      where c.bucket = r.bucket and c.session = r.session and c.n = t.n;
    insert into pool_entry (bucket, session, pool, change, cause, booking, at)
      values (r.bucket, r.session, t.pool, -1, 3, r.booking, at_ms);
    n := t.n; pool := t.pool; slot := t.slot; starts := t.starts; ends := t.ends;
    return next;
  end loop;
end $$;
