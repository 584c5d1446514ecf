package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// screen is what a writer can show. Only a terminal has a width and colors.
type screen struct {
	width  int // 0: it is no terminal
	colors bool
}

func screenOf(w io.Writer) screen {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return screen{}
	}
	const usual = 80
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 1 {
		width = usual
	}
	return screen{width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

func (s screen) isTerminal() bool { return s.width > 0 }

func (s screen) paint(code, text string) string {
	if !s.colors || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s screen) red(text string) string { return s.paint("31", text) }

func (s screen) bold(text string) string { return s.paint("1", text) }
