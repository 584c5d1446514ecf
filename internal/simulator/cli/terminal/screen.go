// Package terminal is how a command talks to a person: tables, colors, questions and progress, as the terminal allows,
// and JSON for programs.
package terminal

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Screen is what a writer can show. Only a terminal has a width and colors.
type Screen struct {
	Width  int // 0: it is no terminal
	colors bool
}

// ScreenOf is the screen behind a writer, if there is one.
func ScreenOf(w io.Writer) Screen {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return Screen{}
	}
	const usual = 80
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 1 {
		width = usual
	}
	return Screen{width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// IsTerminal reports whether a person looks at it.
func (s Screen) IsTerminal() bool { return s.Width > 0 }

func (s Screen) paint(code, text string) string {
	if !s.colors || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Red is a text in red.
func (s Screen) Red(text string) string { return s.paint("31", text) }

// Bold is a text in bold.
func (s Screen) Bold(text string) string { return s.paint("1", text) }
