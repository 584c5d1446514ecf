package terminal

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// Table is aligned columns.
type Table struct {
	Head  []string // may be empty
	Rows  [][]string
	Right []int // columns of numbers
	// gives is the column that is shortened where the terminal is too narrow. Without a terminal nothing is.
	Gives int
}

const gap = 2

// Write writes the table, without spaces at the ends of lines.
func (t *Table) Write(w io.Writer) error {
	s := ScreenOf(w)
	lines := t.Rows
	if len(t.Head) > 0 && len(t.Rows) > 0 {
		lines = slices.Concat([][]string{t.Head}, t.Rows)
	}
	var b strings.Builder
	widths := t.widths(s, lines)
	for i, row := range lines {
		var line strings.Builder
		for column, cell := range row {
			cell = shorten(cell, widths[column])
			pad := strings.Repeat(" ", widths[column]-Wide(cell))
			if slices.Contains(t.Right, column) {
				cell = pad + cell
			} else {
				cell += pad
			}
			line.WriteString(cell + strings.Repeat(" ", gap))
		}
		text := strings.TrimRight(line.String(), " ")
		if i == 0 && len(t.Head) > 0 {
			text = s.Bold(text)
		}
		b.WriteString(text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *Table) widths(s Screen, lines [][]string) []int {
	var widths []int
	for _, row := range lines {
		for column, cell := range row {
			if column == len(widths) {
				widths = append(widths, 0)
			}
			widths[column] = max(widths[column], Wide(cell))
		}
	}
	sum := -gap
	for _, n := range widths {
		sum += n + gap
	}
	const least = 12
	if over := sum - s.Width; s.IsTerminal() && over > 0 && t.Gives < len(widths) && widths[t.Gives] > least {
		widths[t.Gives] = max(least, widths[t.Gives]-over)
	}
	return widths
}

// Wide is how many columns of a terminal a text takes.
func Wide(s string) int {
	n := 0
	for _, r := range s {
		n++
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

func shorten(s string, most int) string {
	if Wide(s) <= most {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && Wide(string(runes)) > most-1 {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// OneLine keeps the text of an event, which may hold a user's words, on its line and in its column.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
