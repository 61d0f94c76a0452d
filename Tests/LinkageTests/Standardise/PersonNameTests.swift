import Testing

@testable import Linkage

struct PersonNameTests {
    @Test("A whole name is split, with or without a comma")
    func splits() {
        #expect(PersonName.split("Mr Emeka John OKAFOR") == (["emeka", "john"], ["okafor"]))
        #expect(PersonName.split("OKAFOR, Emeka John") == (["emeka", "john"], ["okafor"]))
        #expect(PersonName.split("Anna van der Berg") == (["anna"], ["van", "der", "berg"]))
        #expect(PersonName.split("Cher") == ([], ["cher"]))
        #expect(PersonName.split("") == ([], []))
    }

    @Test("Compound surnames can be known by their parts, not by their particles")
    func partsOfSurnames() {
        #expect(PersonName.parts(of: ["smith", "jones"]) == ["smith", "jones"])
        #expect(PersonName.parts(of: ["van", "der", "berg"]) == ["berg"])
        #expect(PersonName.parts(of: ["smith"]).isEmpty)
    }

    @Test("A title alone is no first name, but can be a surname")
    func titles() {
        #expect(PersonName.given("Mr").isEmpty)
        #expect(PersonName.given("Dr Ama") == ["ama"])
        #expect(PersonName.words("Lord") == ["lord"])
    }

    @Test(
        "Short and pet forms are related to the full name, both ways",
        arguments: [("william", "bill"), ("margaret", "peggy"), ("mohammed", "muhammad"), ("alexandra", "sandra")]
    )
    func nicknames(full: String, short: String) {
        #expect(NicknameTable.areRelated(full, short))
        #expect(NicknameTable.areRelated(short, full))
        #expect(NicknameTable.variants(of: full).contains(short))
    }

    @Test("Alexander and Alexandra are not related, though both are Alex")
    func sharedShortForms() {
        #expect(!NicknameTable.areRelated("alexander", "alexandra"))
        #expect(NicknameTable.areRelated("alex", "alexandra"))
        #expect(!NicknameTable.areRelated("william", "peter"))
    }

    @Test("Every name of the table is folded and no group stands twice")
    func tableIsFolded() {
        #expect(NicknameTable.members.count >= 200 && NicknameTable.members.count <= 1024)
        for group in NicknameTable.members {
            #expect(group.count >= 2)
            for name in group { #expect(TextFold.folded(name) == name) }
        }
        #expect(Set(NicknameTable.members.map { $0[0] }).count == NicknameTable.members.count)
    }
}
