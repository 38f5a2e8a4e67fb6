"""Problems of the table of generated code, each with the version that an expert would write by hand."""
