-- Keys: what encrypts data at rest, wrapped by the master key outside the database, and the keys
-- that people sign with (docs/decisions/0010-cryptography.md).

-- A handful of rows, the same for every shard: a reference table on Citus.
create table data_key (
  id        integer primary key,           -- as in k1.… of what it sealed
  purpose   text    not null,              -- seal: encrypts; hash: keyed hashes, never changed
  algorithm text    not null,              -- sm4-gcm, aes-256-gcm; sm3, sha256 for hashes
  wrapped   text    not null,              -- the key, sealed by the master key that it names
  created   bigint  not null,              -- milliseconds since 1970
  active    bigint  not null,              -- from when on new writes use it
  retired   bigint                         -- since when nothing is sealed by it any more
);

-- Never deleted: old signatures are verified with old keys.
create table signing_key (
  bucket      integer not null,            -- 16-bit hash of the owner; also in the id
  id          text    not null collate "C",
  owner       text    not null,            -- Practitioner/… or Patient/…
  signer      text    not null,            -- built-in, or the name of the certification service
  algorithm   text    not null,
  public_key  text    not null,            -- hexadecimal, uncompressed point
  certificate text,                        -- PEM, where a certification authority gave one
  secret      text    not null,            -- sealed: the private key, and a copy of the row
  created     bigint  not null,            -- milliseconds since 1970
  revoked     bigint,                      -- signatures made from then on do not count
  primary key (bucket, id)
);
create index signing_key_owner on signing_key (bucket, owner, signer);
-- One row a key; and one key in use a person of the built-in signer, also of two who sign for the
-- first time at once.
create unique index signing_key_public on signing_key (bucket, owner, signer, public_key);
create unique index signing_key_current on signing_key (bucket, owner)
  where signer = 'built-in' and revoked is null;
