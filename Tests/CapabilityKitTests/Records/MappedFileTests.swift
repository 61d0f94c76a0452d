import Foundation
import Store
import Testing
import Vocabulary

@testable import CapabilityKit

struct MappedFileTests {
    @Test("A mapped file lends what is in it, an empty one nothing")
    func reads() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "mapped-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for text in ["", "one line\n", String(repeating: "x", count: 70_000)] {
            try Data(text.utf8).write(to: URL(filePath: path))
            let file = try MappedFile(path: path)
            #expect(file.count == text.utf8.count)
            #expect(file.bytes.elementsEqual(text.utf8))
        }
    }

    @Test("A file that is not there is a fault that names it")
    func missing() {
        let fault = #expect(throws: Fault.self) { try MappedFile(path: "/nowhere/at/all.idx") }
        #expect(fault?.code == .storeCannotOpen)
        #expect(fault?.message.contains("/nowhere/at/all.idx") == true)
    }
}
