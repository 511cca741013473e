-- Which Patients are one person. Everything here is an index: it can be made again from Patients
-- and Linkages. Names, numbers and dates stand here as keyed hashes alone. Decision 17.

-- One row for each living Patient.
create table identity_record (
  bucket   integer  not null,             -- of the Patient
  key      bigint   not null,             -- key of the Patient
  id       text     collate "C" not null, -- id of the Patient
  person   bigint   not null,             -- key of the first record of the person
  seq      bigint   not null,             -- the order in which records came to be
  primary key (bucket, key)
);
create index identity_record_person on identity_record (person);
create index identity_record_key on identity_record (key);

-- What records are found by: keyed hashes of blocking keys.
create table identity_key (
  bucket   integer  not null,             -- bucket of the hash
  hash     bigint   not null,
  key      bigint   not null,             -- key of the Patient
  home     integer  not null,             -- bucket of the Patient
  primary key (bucket, hash, key)
);
create index identity_key_record on identity_key (key);

-- Pairs that were compared and are not plainly two people.
create table identity_edge (
  bucket   integer  not null,             -- bucket of a
  a        bigint   not null,             -- keys of two Patients, a < b
  b        bigint   not null,
  home_b   integer  not null,             -- bucket of b
  weight   real     not null,             -- log2 of the odds
  zone     smallint not null,             -- 1 link 2 review 3 vetoed
  alert    text,                          -- why it is looked at, as borrowed-card
  model    text     not null,             -- version of the model
  since    bigint   not null,             -- milliseconds since 1970
  primary key (bucket, a, b)
);
create index identity_edge_b on identity_edge (b);
create index identity_edge_review on identity_edge (since, a, b) where zone <> 1;

-- What people decided about pairs: made from Linkages.
create table identity_decision (
  bucket   integer  not null,             -- bucket of a
  a        bigint   not null,
  b        bigint   not null,
  home_b   integer  not null,
  same     smallint not null,             -- 1 one person, 0 two
  replaced smallint not null,             -- 1 a was merged into b, 2 b into a, 0 neither
  linkage  text     collate "C" not null, -- id of the Linkage that says so
  at       bigint   not null,             -- when it said so: of a pair the latest holds
  primary key (bucket, a, b, linkage)
);
create index identity_decision_b on identity_decision (b);
create index identity_decision_linkage on identity_decision (linkage);

-- What joined or left which person. Told to subscribers in this order.
create table identity_change (
  bucket   integer  not null,             -- of the Patient
  id       bigint   not null,             -- a number that grows
  key      bigint   not null,             -- key of the Patient
  patient  text     collate "C" not null, -- id of the Patient
  before   bigint,                        -- person before; null where it is new
  after    bigint   not null,             -- person after
  cause    text     not null,             -- matched, decided, withdrawn, updated, deleted
  at       bigint   not null,             -- milliseconds since 1970
  primary key (bucket, id)
);
create index identity_change_id on identity_change (id);
