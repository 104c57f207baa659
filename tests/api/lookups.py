"""Everything that can be asked of a serial number at once."""

EVERYTHING = """
query ($serial: String!) {
  lookup(by: { serial: $serial }) {
    problem
    matches {
      __typename
      ... on SerialAnswer { serialNumber saleStatus }
      ... on Unit {
        id
        product { number name trackingDimensionGroup { number } }
        sales {
          day registrationId ended { kind on }
          packingSlip { id number day }
          invoice { id number day }
          salesOrder { id number orderedOn externalReference }
          customer { id number name email country }
        }
        warranty {
          status validAt firstDay lastDay daysLeft layer term { id number version }
          kinds { kind status percentage lastDay }
          reasons { rule fact statement on held } evidence { kind id number day } wouldChange { fact on }
        }
        returnEligibility { mayReturn lastDay daysLeft policy { id number } reasons { rule fact held } }
      }
    }
  }
}
"""
