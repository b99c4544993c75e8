"""Screening over HTTP as yente answers it: programs written for yente work against ours by changing the address."""
