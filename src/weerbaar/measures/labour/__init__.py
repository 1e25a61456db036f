"""What a period of service takes from the labour market and brings, year by year."""
