DROP TABLE root_files;
