import Foundation
import Testing

@testable import Linkage

struct SoundexTests {
    @Test(
        "Names sound as the archives say",
        arguments: [
            ("Washington", "W252"), ("Lee", "L000"), ("Gutierrez", "G362"), ("Pfister", "P236"), ("Jackson", "J250"),
            ("Tymczak", "T522"), ("Ashcroft", "A261"), ("Robert", "R163"), ("O'Brien", "O165"), ("", ""), ("42", ""),
        ]
    )
    func codes(name: String, code: String) {
        #expect(Soundex.code(of: name) == code)
    }

    @Test(
        "The codes of the published vectors",
        .enabled(if: TestFiles.exist(TestFiles.vectors + "/jellyfish/soundex.csv"), "no vectors beside the project")
    )
    func vectors() throws {
        var checked = 0
        for row in try CSVTable(path: TestFiles.vectors + "/jellyfish/soundex.csv").rows {
            // A name without a Latin letter has no code here.
            guard row.count == 2, row[1].first?.isASCII ?? false else { continue }
            #expect(Soundex.code(of: row[0]) == row[1], "\(row[0])")
            checked += 1
        }
        #expect(checked >= 8)
    }
}
