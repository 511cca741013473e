-- How far each Subscription has been told what changed. Nothing here is a fact of its own: without
-- a row, telling begins at the moment the Subscription came to be.

create table subscription_cursor (
  bucket    integer  not null,             -- of the Subscription
  key       bigint   not null,             -- key of the Subscription
  position  bigint   not null,             -- id of the last change that was told or passed over
  events    bigint   not null,             -- how many were told
  failures  integer  not null,             -- how often in a row telling failed
  due       bigint   not null,             -- not before; milliseconds since 1970
  leased    bigint   not null,             -- until then one server is at it
  primary key (bucket, key)
);
