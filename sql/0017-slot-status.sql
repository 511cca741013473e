-- What Slots say of themselves, so that it can be compared with what their numbers say; and numbers
-- of a slot that its hospital says is full, which nobody has after who has them; decision 32.

-- One row a Slot that said once that it is not free. Written in the transaction that writes the
-- Slot, whoever writes it; gone some time after the Slot is over.
create table slot_status (
  bucket        integer  not null,             -- of the Slot
  slot          text     collate "C" not null, -- id of the Slot
  status        text     collate "C" not null, -- as it stands in the Slot; or: deleted
  ends          bigint   not null,             -- milliseconds since 1970
  at            bigint   not null,             -- when that was written, milliseconds since 1970
  primary key (bucket, slot)
);
create index slot_status_at on slot_status (at);

-- 1: the number is withdrawn when it is given back.
alter table seat add column final smallint not null default 0;
