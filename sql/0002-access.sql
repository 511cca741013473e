-- Who may see a row, beside what is in it: whose record it is, which institution wrote it, how
-- protected it is, and for what reasons others may look. Decided in server/access; rows that are
-- there already get theirs when they are indexed anew at the next start.

alter table resource
  add column owner bigint,                -- key of the Organization that wrote it
  add column level smallint not null default 4; -- data level 1–5, GB/T 39725
alter table history
  add column patient bigint,
  add column owner bigint,
  add column level smallint not null default 4;

-- Why someone may see, or must not see, a patient's record: made from Encounters, Appointments,
-- referrals, contracts, Consents and proxies in the transaction that writes them. An index: it can
-- be made again from the resources.
create table reason (
  bucket   integer  not null,             -- of the resource that it comes from
  key      bigint   not null,             -- key of that resource
  n        smallint not null,             -- ordinal within the resource
  patient  bigint   not null,             -- key of the Patient
  party    bigint   not null,             -- key of a Practitioner, PractitionerRole,
                                          -- Organization or Patient; 0: everybody
  kind     smallint not null,             -- 1 care 2 treating 3 grant 4 denial 5 proxy
                                          -- 6 duty 7 break-glass 8 identified
                                          -- 9 addressed
  type     smallint not null default 0,   -- only resources of this type, 0 for all
  target   bigint   not null default 0,   -- only this resource, 0 for all
  scope    smallint not null default 0,   -- kinds 3, 5 and 7: highest data level opened
  since    bigint   not null,             -- milliseconds since 1970
  until    bigint   not null,
  primary key (bucket, key, n)
);
create index reason_patient on reason (patient, until);
create index reason_party on reason (party, until);

-- Facts of the store itself, as the version of the rules by which rows were indexed.
create table fact (
  name     text     not null,
  value    text     not null,
  primary key (name)
);
