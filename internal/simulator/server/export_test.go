package server

// Handler is what a server answers with.
var Handler = handler
