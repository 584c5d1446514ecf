package planfile

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

func field(number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), value)
}

func number(at protowire.Number, n uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, at, protowire.VarintType), n)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func change(address string, action uint64, private string, values ...string) []byte {
	body := number(actionField, action)
	for _, v := range values {
		body = append(body, field(valuesField, field(msgpackField, []byte(v)))...)
	}
	return field(planChanges, join(field(changeAddress, []byte(address)), field(changeChange, body),
		field(changePrivate, []byte(private))))
}

func TestReadFindsWhatASavedPlanDoes(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "plan")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(file)
	w, err := z.Create(entry)
	if err != nil {
		t.Fatal(err)
	}
	body := join(
		number(planVersion, formatVersion), number(17, 1), field(14, []byte("1.11.4")),
		protowire.AppendFixed64(protowire.AppendTag(nil, 90, protowire.Fixed64Type), 1),
		change("mss_order.o", 1, `{"planned":"eA=="}`, "new"),
		change(`module.a["x.y\"."].mss_asset.a["b.c"]`, 3, "", "old", "newer"),
		change("mss_order.gone[0]", 5, "", "old"),
	)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	plan, err := Read(name)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Partial || len(plan.Changes) != 3 {
		t.Fatalf("%+v", plan)
	}
	for i, want := range []Change{{Type: "mss_order", After: []byte("new")}, {Type: "mss_asset", After: []byte("newer")},
		{Type: "mss_order"}} {
		if got := plan.Changes[i]; got.Type != want.Type || !bytes.Equal(got.After, want.After) || got.Creates != (i == 0) {
			t.Errorf("change %d is %s %q, want %s %q", i, got.Type, got.After, want.Type, want.After)
		}
	}
	if got := plan.Changes[0].Private("planned"); string(got) != "x" {
		t.Errorf("private data %q, want x", got)
	}
	if plan.Changes[1].Private("planned") != nil {
		t.Error("private data is found where there is none")
	}
	for name, only := range map[string]protowire.Number{"a target": planTargets, "an excluded address": planExcludes,
		"an action to invoke": planInvokes} {
		if plan, err := parse(join(body, field(only, []byte("mss_order.o")))); err != nil || !plan.Partial {
			t.Errorf("a plan with %s: %+v, %v", name, plan, err)
		}
	}
	if plan,
		err := parse(join(body, field(planBackend,
		join(field(1, []byte("local")), field(backendWorkspace, []byte("blue")))))); err != nil || plan.Workspace != "blue" {
		t.Errorf("a plan of the workspace blue: %+v, %v", plan, err)
	}
}

func TestReadRefusesWhatIsNoPlan(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "plan")
	if err := os.WriteFile(name, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(name); err == nil {
		t.Error("a JSON file was read as a plan")
	}
	if _, err := Read(name + "x"); err == nil {
		t.Error("a missing file was read as a plan")
	}
	good := join(number(planVersion, formatVersion), change("mss_order.o", 1, "", "new"))
	for cut := 1; cut < len(good); cut++ { // no cut panics
		_, _ = parse(good[:cut])
	}
	for name, data := range map[string][]byte{"nothing": nil, "version 4": number(planVersion, 4),
		"half": good[:len(good)-3]} {
		if _, err := parse(data); err == nil {
			t.Errorf("%s was read as a plan", name)
		}
	}
}
