-- Queues: who waits in the line of a session, and every step of theirs; decision 30.

-- One row a patient who came: the Appointment's place in the line of its session.
create table queue_ticket (
  bucket        integer  not null,             -- of the session
  booking       bigint   not null,             -- key of the Appointment
  session       bigint   not null,
  department    bigint   not null,
  appointment   text     collate "C" not null, -- ids
  patient       text     collate "C" not null,
  encounter     text     collate "C" not null,
  n             smallint not null,             -- the number in the session
  class         smallint not null,             -- 1 emergency 2 priority 3 usual
  kind          smallint not null,             -- 1 first visit 2 return after tests
  state         smallint not null,             -- 1 waiting 2 called 3 serving 4 away 5 passed
                                               -- 6 done 7 left
  rank          bigint   not null,             -- the order within a class
  since         bigint   not null,             -- in this state since then
  came          bigint   not null,             -- checked in
  called        bigint,                        -- for the first time
  forecast      bigint,                        -- how long the wait would be, told on coming; ms
  ahead         smallint,                      -- how many were before, on coming
  room          text     collate "C",
  role          text     collate "C",          -- id of the PractitionerRole that called
  primary key (bucket, booking)
);
create index queue_ticket_line on queue_ticket (bucket, session);
create index queue_ticket_open on queue_ticket (came) where state < 6;
create index queue_ticket_called on queue_ticket (called) where called is not null;

-- Every step, in order: by it others see what changed, and services are learned.
create table queue_step (
  bucket        integer  not null,             -- of the session
  session       bigint   not null,
  step          bigint   generated always as identity,
  booking       bigint   not null,
  department    bigint   not null,
  event         smallint not null,
  kind          smallint not null,
  class         smallint not null,
  at            bigint   not null,
  role          text     collate "C",
  ms            integer,                       -- how long a service was that ended
  primary key (bucket, session, step)
);
create index queue_step_at on queue_step (at);
create index queue_step_service on queue_step (at) where ms is not null;

-- How long the way is that a patient told, in minutes, and of what the house reminded them.
alter table booking add column travel smallint, add column reminded smallint not null default 0;
