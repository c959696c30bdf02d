ALTER TABLE changes DROP COLUMN breaking;
