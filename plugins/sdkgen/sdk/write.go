package sdk

import (
	"fmt"
	"os"
	"path/filepath"
)

// Write writes files, by path relative to folder, into folder. It refuses a folder that has anything in it, so that no file
// of an older SDK stays behind.
func Write(folder string, files map[string][]byte) error {
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("read the output folder: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("the output folder %s is not empty; remove it or name another", folder)
	}
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("make the folder of %s: %w", name, err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}
