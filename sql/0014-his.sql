-- Hospitals' own systems (HIS): where they are told of bookings, what waits to be told, by which
-- number each side knows a booking, and what both do not agree about; decision 26. The bucket of
-- all four is that of the Organization's key.

-- Where a hospital's system is told.
create table his_endpoint (
  bucket        integer  not null,
  organization  text     collate "C" not null, -- id of the Organization
  url           text     not null,
  header        text     not null,             -- JSON of header lines, sealed: its credentials
  since         bigint   not null,             -- milliseconds since 1970, as every instant here
  failures      integer  not null,             -- how often in a row nobody took a message
  due           bigint   not null,             -- not before
  leased        bigint   not null,             -- until then one server is at it
  primary key (bucket, organization)
);
create index his_endpoint_organization on his_endpoint (organization);

-- What is to be told, in its order; gone when the hospital took it or refused it.
create table his_outbox (
  bucket        integer  not null,
  id            bigint   generated always as identity,
  organization  text     collate "C" not null,
  event         text     not null,             -- S12 new S13 moved S14 changed S15 over S26 missed
  appointment   text     collate "C" not null, -- id of the Appointment
  earlier       text     collate "C",          -- S13: id of the Appointment that it replaces
  schedule      text     collate "C" not null, -- id of the Schedule
  n             smallint not null,             -- the number
  at            bigint   not null,
  tries         integer  not null default 0,   -- how often it was answered: not now
  primary key (bucket, id)
);
create index his_outbox_organization on his_outbox (bucket, organization, id);
create index his_outbox_appointment on his_outbox (bucket, appointment);

-- By which number a hospital knows a booking. One row a booking, also of one that was refused or
-- that ended before it came: what comes late or twice finds it.
create table his_booking (
  bucket        integer  not null,
  id            bigint   generated always as identity,
  organization  text     collate "C" not null,
  appointment   text     collate "C",          -- id of ours (placer); null: there is none
  earlier       text     collate "C",          -- id of the Appointment that ours replaced
  filler        text     collate "C",          -- its number there
  origin        smallint not null,             -- 1 sold here 2 sold at the hospital's window
  acked         bigint,                        -- when the other side took it
  said          bigint   not null,             -- when the newest message of the hospital was made
  message       text,                          -- number of the message (MSH-10) handled last
  refused       text,                          -- what that was refused with
  ended         smallint not null default 0,   -- 1: the hospital said that it is over
  primary key (bucket, id)
);
create unique index his_booking_filler on his_booking (bucket, organization, filler)
  where filler is not null;
create unique index his_booking_appointment on his_booking (bucket, organization, appointment)
  where appointment is not null;
create index his_booking_earlier on his_booking (bucket, organization, earlier)
  where earlier is not null;

-- What both do not agree about, until a person has resolved it.
create table his_difference (
  bucket        integer  not null,
  id            text     collate "C" not null, -- UUIDv8
  organization  text     collate "C" not null,
  kind          text     not null,
  schedule      text     collate "C" not null, -- id of the Schedule; empty: not known
  appointment   text     collate "C" not null, -- empty: none of ours
  filler        text     collate "C" not null, -- empty: none of theirs
  ours          text     not null,             -- what each side says
  theirs        text     not null,
  found         bigint   not null,
  settled       bigint,
  settled_by    text,                          -- reference of who settled it, or the rule
  note          text,
  primary key (bucket, id),
  check (kind in ('sold-twice', 'refused-there', 'refused-here', 'ours-alone', 'theirs-alone',
    'other-state', 'other-time', 'other-number', 'other-patient', 'capacity'))
);
-- Found again, it is the same one.
create unique index his_difference_open
  on his_difference (bucket, organization, kind, appointment, filler) where settled is null;

-- Every movement of a booking is told in the transaction that makes it, whatever code makes it.
-- `yishu.his`: the hospital whose system asked for it, which is told the number alone;
-- `yishu.moved`: the Appointment that another replaces.
create function his_tell() returns trigger language plpgsql as $$
declare
  what text;
  home record;
  there integer;
  moved text := nullif(current_setting('yishu.moved', true), '');
  earlier text;
begin
  what := case
    when new.state = 3 and (tg_op = 'INSERT' or old.state <> 3) then 'S12'
    when tg_op = 'INSERT' then null
    when new.state = 6 and old.state in (3, 4) then 'S15'
    when new.state = 7 and old.state <> 7 then 'S26'
  end;
  if what is null then return null; end if;
  select s.organization, s.schedule, e.bucket into home
    from booking_session s join his_endpoint e on e.organization = s.organization
    where s.bucket = new.bucket and s.session = new.session;
  if not found then return null; end if;
  there := home.bucket;
  if current_setting('yishu.his', true) = home.organization then
    if what <> 'S12' then return null; end if;
    what := 'S14';
  elsif moved is not null then
    if what = 'S15' and moved = new.appointment then return null; end if;
    if what = 'S12' then
      what := 'S13'; earlier := moved;
      -- What the hospital says of the earlier one is meant for this one.
      insert into his_booking (bucket, organization, appointment, earlier, origin, said)
        values (there, home.organization, new.appointment, moved, 1, 0) on conflict do nothing;
    end if;
  end if;
  insert into his_outbox (bucket, organization, event, appointment, earlier, schedule, n, at)
    values (there, home.organization, what, new.appointment, earlier, home.schedule, new.n,
      (extract(epoch from clock_timestamp()) * 1000)::bigint);
  return null;
end $$;
create trigger his_tell after insert or update of state on booking
  for each row execute function his_tell();
