-- OAuth: what the authorization server remembers, its keys, its clients, and whom an outside
-- identity provider knows. Nothing here is a patient's row, so there is no bucket; the tables are
-- small and stay local on the coordinator (docs/decisions/0013-oauth.md).

-- Sessions, grants, codes, tokens, launches: whatever has an end.
create table oauth_state (
  kind     text   not null collate "C",   -- AccessToken, RefreshToken, Grant, Session, Launch, …
  id       text   not null collate "C",   -- SHA-256 of the token itself, base64url
  payload  text   not null,               -- JSON, without the token
  grant_id text   collate "C",            -- SHA-256 of the grant's id, the id of its Grant row
  uid      text   collate "C",            -- of a Session: by what else it is found
  client   text   collate "C",
  account  text   collate "C",
  session  text   collate "C",            -- of a Context: the sign-in that ends it
  expires  bigint not null,               -- milliseconds since 1970
  consumed bigint,                        -- when it was used up, milliseconds since 1970
  primary key (kind, id)
);
create index oauth_state_grant on oauth_state (grant_id) where grant_id is not null;
create index oauth_state_uid on oauth_state (uid) where uid is not null;
create index oauth_state_session on oauth_state (session) where session is not null;
create index oauth_state_client on oauth_state (client) where client is not null;
create index oauth_state_expires on oauth_state (expires);

-- The keys that sign id_tokens and cookies, sealed by server/crypto.
create table oauth_key (
  kid     text   primary key collate "C",
  use     text   not null check (use in ('sign', 'cookie')),
  sealed  text   not null,                -- the private JWK, or the secret of cookies
  created bigint not null,                -- milliseconds since 1970
  retired bigint                          -- since when it only verifies
);

-- Who may ask for tokens.
create table oauth_client (
  id              text   primary key collate "C",
  name            text   not null,
  kind            text   not null check (kind in ('first-party', 'app', 'system')),
  role            text   check (role in ('system', 'platform')),
  organization    text,                   -- id of the Organization for which a system acts
  method          text   not null,        -- how it proves itself: none, private_key_jwt, …
  secret          text,                   -- sealed
  redirect_uris   text   not null,        -- JSON list, compared exactly
  logout_uris     text   not null,        -- JSON list: where it may return to after signing out
  logout_call_uri text,                   -- back-channel logout
  launch_uri      text,                   -- where an EHR launch begins
  home_uri        text,
  jwks            text,                   -- JSON
  jwks_uri        text,
  hosts           text   not null,        -- JSON list: which hosts we may call for it
  scopes          text   not null,
  status          text   not null check (status in ('pending', 'active', 'disabled')),
  registered_by   text,                   -- who; nothing for what the house itself registers
  approved_by     text,
  created         bigint not null
);

-- Which account a person of an outside identity provider has here.
create table outside_identity (
  issuer  text   not null collate "C",
  subject text   not null collate "C",
  account text   not null,
  made_by text   not null,
  created bigint not null,
  primary key (issuer, subject)
);
