import Foundation
import Testing

@testable import Linkage

struct ColumnChoicesTests {
    private static let text =
        "ref,contact,Title,Forename,DOB\n"
        + (1...60).map {
            "R\($0 % 40),07700 900\(100 + $0),\(["Mr", "Mrs", "Dr"][$0 % 3]),Ruth\($0),1990-01-0\($0 % 9 + 1)"
        }
        .joined(separator: "\n")

    private func file(_ choices: ColumnChoices) throws -> PersonFile {
        try Array(Self.text.utf8).withUnsafeBufferPointer { try PersonFile($0, choices: choices) }
    }

    private func choices(_ json: String) throws -> ColumnChoices {
        try JSONDecoder().decode(ColumnChoices.self, from: Data(json.utf8))
    }

    @Test("Without choices headings and values speak, and a column of Mr and Mrs is no name")
    func recognised() throws {
        #expect(try file(.none).roles.columns.map(\.role) == [.other, .phone, .ignored, .given, .birthDate])
    }

    @Test("A person's choice of a column's role stands")
    func chosen() throws {
        let roles = try file(choices(#"{"columns": {"ref": "identifier", "Forename": "other", "DOB": "ignored"}}"#))
            .roles
        #expect(roles.columns.map(\.role) == [.identifier, .phone, .ignored, .other, .ignored])
        #expect(roles.columns[0].reason == "chosen by a person")
    }

    @Test("A choice for a column that is not there is refused by name")
    func missing() throws {
        let wrong = try choices(#"{"columns": {"nowhere": "phone"}}"#)
        #expect(throws: DelimitedText.Problem.self) { try file(wrong) }
        #expect(throws: (any Error).self) { try choices(#"{"columns": {"ref": "no role"}}"#) }
    }

    @Test("A site's own vocabulary takes the place of the one that ships")
    func vocabulary() throws {
        var own = ColumnVocabulary.standard
        own.roles = [.init(role: .surname, headings: ["contact"])]
        own.patterns = []
        let saved = try JSONEncoder().encode(ColumnChoices(columns: nil, vocabulary: own))
        let roles = try file(JSONDecoder().decode(ColumnChoices.self, from: saved)).roles
        #expect(roles.columns[1].role == .surname && roles.columns[3].role != .given)
    }

    @Test("The vocabulary that ships has a date, a source, and no heading for two roles")
    func standard() {
        let all = ColumnVocabulary.standard.roles.flatMap { Array($0.headings) }
        #expect(Set(all).count == all.count)
        #expect(!ColumnVocabulary.standard.source.isEmpty && ColumnVocabulary.standard.effective.count == 10)
        #expect(ColumnVocabulary.standard.places.isDisjoint(with: all))
    }
}
