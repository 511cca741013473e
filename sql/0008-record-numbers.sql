-- Health record numbers of 17 digits: the last serial that was given in each village. A number is
-- never given twice, so a row is never set back. China's rule EHR-01.

create table record_number (
  village  text     collate "C" not null, -- 12 digits: county, township, village
  last     integer  not null,             -- 1 to 99999
  primary key (village)
);
