package cli

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// table is aligned columns.
type table struct {
	head  []string // may be empty
	rows  [][]string
	right []int // columns of numbers
	// gives is the column that is shortened where the terminal is too narrow. Without a terminal nothing is.
	gives int
}

const gap = 2

// write writes the table, without spaces at the ends of lines.
func (t *table) write(w io.Writer) error {
	s := screenOf(w)
	lines := t.rows
	if len(t.head) > 0 && len(t.rows) > 0 {
		lines = slices.Concat([][]string{t.head}, t.rows)
	}
	var b strings.Builder
	widths := t.widths(s, lines)
	for i, row := range lines {
		var line strings.Builder
		for column, cell := range row {
			cell = shorten(cell, widths[column])
			pad := strings.Repeat(" ", widths[column]-wide(cell))
			if slices.Contains(t.right, column) {
				cell = pad + cell
			} else {
				cell += pad
			}
			line.WriteString(cell + strings.Repeat(" ", gap))
		}
		text := strings.TrimRight(line.String(), " ")
		if i == 0 && len(t.head) > 0 {
			text = s.bold(text)
		}
		b.WriteString(text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *table) widths(s screen, lines [][]string) []int {
	var widths []int
	for _, row := range lines {
		for column, cell := range row {
			if column == len(widths) {
				widths = append(widths, 0)
			}
			widths[column] = max(widths[column], wide(cell))
		}
	}
	sum := -gap
	for _, n := range widths {
		sum += n + gap
	}
	const least = 12
	if over := sum - s.width; s.isTerminal() && over > 0 && t.gives < len(widths) && widths[t.gives] > least {
		widths[t.gives] = max(least, widths[t.gives]-over)
	}
	return widths
}

// wide is how many columns of a terminal a text takes.
func wide(s string) int {
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
	if wide(s) <= most {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && wide(string(runes)) > most-1 {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// oneLine keeps the text of an event, which may hold a user's words, on its line and in its column.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
