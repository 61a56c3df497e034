import Foundation

/// Prints a line at once, so that a history that hangs shows how far it came.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
