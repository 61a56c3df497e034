/* Nothing to call: the sanitizers find what they need by its name. */
